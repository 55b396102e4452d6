-- grain: one row per day, datacenter and supplier, for every run
-- unit: kgCO2e per kWh; share and td_loss_rate are ratios
-- why: which suppliers and factors the market basis used; published or not
select day, datacenter_id, supplier_id, share, factor_year, scope2_kgco2e_per_kwh, scope3_kgco2e_per_kwh, td_loss_rate, perimeter, source,
  is_provisional, is_scope3_covered, is_td_loss_covered, run_id
from calc.mix_day
