-- grain: one row per day, datacenter and supplier
-- unit: kgCO2e per kWh; share and td_loss_rate are ratios
-- why: which suppliers and factors the market basis used; the published run of each day
select f.day, f.datacenter_id, f.supplier_id, f.share, f.factor_year, f.scope2_kgco2e_per_kwh, f.scope3_kgco2e_per_kwh, f.td_loss_rate, f.perimeter, f.source,
  f.is_provisional, f.is_scope3_covered, f.is_td_loss_covered, f.run_id
from calc.mix_day as f
join calc.published_day as p on p.day = f.day and p.run_id = f.run_id
