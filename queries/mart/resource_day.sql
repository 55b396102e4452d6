-- grain: one row per day, resource, datacenter of the equipment and equipment category; resource_id NULL is unallocated
-- unit: kWh and kgCO2e
-- why: what each resource carries; the published run of each day
select f.day, f.resource_id, f.service_id, f.datacenter_id, f.equipment_category,
  sum(f.it_kwh) as it_kwh,
  sum(f.estimated_kwh) as estimated_kwh,
  sum(f.facility_kwh) as facility_kwh,
  sum(f.scope1_kgco2e) as scope1_kgco2e,
  sum(f.scope2_market_kgco2e) as scope2_market_kgco2e,
  sum(f.scope2_location_kgco2e) as scope2_location_kgco2e,
  sum(f.scope3_market_kgco2e) as scope3_market_kgco2e,
  sum(f.scope3_location_kgco2e) as scope3_location_kgco2e,
  bool_or(f.is_provisional) as is_provisional,
  bool_or(f.is_estate_assumed) as is_estate_assumed,
  nullif(concat_ws('; ', max(f.amount_reason), max(f.pool_reason)), '') as reason,
  f.run_id
from calc.part as f
join calc.published_day as p on p.day = f.day and p.run_id = f.run_id
group by f.run_id, f.day, f.resource_id, f.service_id, f.datacenter_id, f.equipment_category
