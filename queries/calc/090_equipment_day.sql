-- grain: one row per equipment and civil day of the period in service
-- unit: kWh and kgCO2e, decimal; each product is computed in double and rounded once
-- why: facility_kwh = it_kwh x pue; emissions = facility_kwh x factor, on both bases; NULL always has its reason
with product as (
  select e.*, f.pue, f.pue_period, f.is_provisional, f.reason as factor_reason,
    f.market_scope2, f.market_scope3, f.location_scope2, f.location_scope3,
    cast(cast(e.it_kwh as double) * f.pue as decimal(38, 18)) as facility_kwh
  from calc.equipment_energy as e
  join calc.factor_day as f on f.day = e.day and f.datacenter_id = e.datacenter_id
)
select day, equipment_id, datacenter_id, category, subcategory, sample_count, rejected_count, coverage,
  measured_kwh, estimated_kwh, it_kwh, pue, pue_period, facility_kwh,
  cast(0 as decimal(38, 18)) as scope1_kgco2e,
  cast(cast(facility_kwh as double) * market_scope2 as decimal(38, 18)) as scope2_market_kgco2e,
  cast(cast(facility_kwh as double) * location_scope2 as decimal(38, 18)) as scope2_location_kgco2e,
  cast(cast(facility_kwh as double) * market_scope3 as decimal(38, 18)) as scope3_market_kgco2e,
  cast(cast(facility_kwh as double) * location_scope3 as decimal(38, 18)) as scope3_location_kgco2e,
  is_provisional,
  nullif(concat_ws('; ', reason, factor_reason), '') as reason
from product
