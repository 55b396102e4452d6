-- grain: one row per day, pool, datacenter of the equipment and equipment category, for every run
-- unit: kWh and kgCO2e, decimal
-- why: what a pool has to share, published or not
select day, pool_id, datacenter_id, equipment_category, it_kwh, estimated_kwh, facility_kwh,
  scope1_kgco2e, scope2_market_kgco2e, scope2_location_kgco2e, scope3_market_kgco2e, scope3_location_kgco2e,
  is_provisional, reason, run_id
from calc.pool_amount
