-- grain: one row per day and datacenter
-- unit: kgCO2e per kWh; td_loss_rate is a ratio
-- why: which grid factor the location basis used; the published run of each day
select f.day, f.datacenter_id, f.country, f.factor_year, f.scope2_kgco2e_per_kwh, f.scope3_kgco2e_per_kwh, f.td_loss_rate, f.perimeter, f.source,
  f.is_provisional, f.is_scope3_covered, f.is_td_loss_covered, f.run_id
from calc.grid_factor_day as f
join calc.published_day as p on p.day = f.day and p.run_id = f.run_id
