-- grain: one row per day and datacenter
-- unit: kgCO2e per kWh of facility energy; pue is a ratio
-- why: the PUE, the grid factor and where they come from
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
)
select u.day, u.datacenter_id, u.pue, u.pue_period, u.status as pue_status, u.source as pue_source,
  g.country, g.factor_year, g.scope2_kgco2e_per_kwh, g.scope3_kgco2e_per_kwh, g.td_loss_rate, g.perimeter, g.source, g.is_provisional
from calc.pue_day as u
join calc.published_day as d on d.day = u.day and d.run_id = u.run_id
join calc.grid_factor_day as g on g.run_id = u.run_id and g.day = u.day and g.datacenter_id = u.datacenter_id
cross join params as p
where u.day between p.from_day and p.to_day
order by u.day, u.datacenter_id
