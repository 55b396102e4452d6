-- grain: one row per day and datacenter, for every run
-- unit: kgCO2e per kWh; td_loss_rate is a ratio
-- why: which grid factor the location basis used; published or not
select day, datacenter_id, country, factor_year, scope2_kgco2e_per_kwh, scope3_kgco2e_per_kwh, td_loss_rate, perimeter, source,
  is_provisional, is_scope3_covered, is_td_loss_covered, run_id
from calc.grid_factor_day
