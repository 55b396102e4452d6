-- grain: one row per datacenter, day of the period and electricity supplier
-- unit: kgCO2e per kWh of facility energy; td_loss_rate is kWh lost per kWh delivered; share is normalised to 1
-- why: the day's suppliers with the factor of its year, else of the latest earlier year (provisional)
with valid as (
  select p.day, p.datacenter_id, m.supplier_id, sum(cast(m.share as decimal(38, 18))) as share
  from calc.pue_day as p
  join stage.energy_mix as m
    on m.datacenter_id = p.datacenter_id and p.day >= m.valid_from and (m.valid_to is null or p.day <= m.valid_to)
    and m.share > 0
  group by p.day, p.datacenter_id, m.supplier_id
),
normalised as (
  select day, datacenter_id, supplier_id, cast(year(day) as integer) as year,
    cast(share as double) / cast(sum(share) over (partition by day, datacenter_id) as double) as share
  from valid
)
select n.day, n.datacenter_id, n.supplier_id, n.share,
  f.year as factor_year, f.scope2_kgco2e_per_kwh, f.scope3_kgco2e_per_kwh, f.td_loss_rate, f.perimeter, f.source,
  coalesce(f.year < n.year, false) as is_provisional,
  coalesce(f.scope3_kgco2e_per_kwh is not null or f.perimeter = 'lifecycle', false) as is_scope3_covered,
  coalesce(f.td_loss_rate is not null or f.perimeter = 'lifecycle', false) as is_td_loss_covered
from normalised as n
asof left join stage.emission_factor as f on f.supplier_id = n.supplier_id and n.year >= f.year
