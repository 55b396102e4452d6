-- grain: one row per day, datacenter and electricity supplier
-- unit: kgCO2e per kWh of facility energy; share and td_loss_rate are ratios
-- why: the mix, each supplier's factor and where it comes from
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
)
select m.day, m.datacenter_id, m.supplier_id, m.share, m.factor_year, m.scope2_kgco2e_per_kwh, m.scope3_kgco2e_per_kwh, m.td_loss_rate,
  m.perimeter, m.source, m.is_provisional
from calc.mix_day as m
join calc.published_day as d on d.day = m.day and d.run_id = m.run_id
cross join params as p
where m.day between p.from_day and p.to_day
order by m.day, m.datacenter_id, m.supplier_id
