-- grain: one row per datacenter and day of the period
-- unit: kgCO2e per kWh of facility energy; td_loss_rate is kWh lost per kWh delivered
-- why: the grid factor of the datacenter's country and the day's year, else of the latest earlier year (provisional)
with wanted as (
  select p.day, p.datacenter_id, d.country, cast(year(p.day) as integer) as year
  from calc.pue_day as p
  join stage.datacenter as d on d.datacenter_id = p.datacenter_id
)
select w.day, w.datacenter_id, w.country,
  f.year as factor_year, f.scope2_kgco2e_per_kwh, f.scope3_kgco2e_per_kwh, f.td_loss_rate, f.perimeter, f.source,
  coalesce(f.year < w.year, false) as is_provisional,
  coalesce(f.scope3_kgco2e_per_kwh is not null or f.perimeter = 'lifecycle', false) as is_scope3_covered,
  coalesce(f.td_loss_rate is not null or f.perimeter = 'lifecycle', false) as is_td_loss_covered
from wanted as w
asof left join stage.grid_factor as f on f.country = w.country and w.year >= f.year
