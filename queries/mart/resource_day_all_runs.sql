-- grain: one row per day, resource, datacenter of the equipment and equipment category; resource_id NULL is unallocated, for every run
-- unit: kWh and kgCO2e
-- why: what each resource carries; published or not
select day, resource_id, service_id, datacenter_id, equipment_category, it_kwh, estimated_kwh, facility_kwh,
  scope1_kgco2e, scope2_market_kgco2e, scope2_location_kgco2e, scope3_market_kgco2e, scope3_location_kgco2e,
  is_provisional, is_estate_assumed, reason, run_id
from calc.resource_day
