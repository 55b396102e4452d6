-- grain: one row per run, day, resource, datacenter of the equipment and equipment category; resource_id NULL is unallocated
-- unit: kWh and kgCO2e, decimal
-- why: what each resource carries, from all pools
select day, resource_id, service_id, datacenter_id, equipment_category,
  sum(it_kwh) as it_kwh,
  sum(estimated_kwh) as estimated_kwh,
  sum(facility_kwh) as facility_kwh,
  sum(scope1_kgco2e) as scope1_kgco2e,
  sum(scope2_market_kgco2e) as scope2_market_kgco2e,
  sum(scope2_location_kgco2e) as scope2_location_kgco2e,
  sum(scope3_market_kgco2e) as scope3_market_kgco2e,
  sum(scope3_location_kgco2e) as scope3_location_kgco2e,
  bool_or(is_provisional) as is_provisional,
  bool_or(is_estate_assumed) as is_estate_assumed,
  nullif(concat_ws('; ', max(amount_reason), max(pool_reason)), '') as reason,
  run_id
from calc.part
group by run_id, day, resource_id, service_id, datacenter_id, equipment_category
