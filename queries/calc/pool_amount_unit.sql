-- grain: one row per run, day, pool, datacenter of the equipment and equipment category
-- unit: kWh and kgCO2e, in 1e-18 as doubles
-- why: the amounts as they are multiplied by shares: converted once, before they meet tens of thousands of them
select run_id, day, pool_id, datacenter_id, equipment_category, is_provisional, reason,
  cast(it_kwh as double) * 1e18 as it,
  cast(estimated_kwh as double) * 1e18 as estimated,
  cast(facility_kwh as double) * 1e18 as facility,
  cast(scope1_kgco2e as double) * 1e18 as scope1,
  cast(scope2_market_kgco2e as double) * 1e18 as scope2_market,
  cast(scope2_location_kgco2e as double) * 1e18 as scope2_location,
  cast(scope3_market_kgco2e as double) * 1e18 as scope3_market,
  cast(scope3_location_kgco2e as double) * 1e18 as scope3_location
from calc.pool_amount
