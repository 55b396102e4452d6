-- grain: one row per day, resource, datacenter of the equipment and equipment category; resource_id NULL is unallocated
-- unit: kWh and kgCO2e
-- why: what each resource carries; the published run of each day
select f.day, f.resource_id, f.service_id, f.datacenter_id, f.equipment_category, f.it_kwh, f.estimated_kwh, f.facility_kwh,
  f.scope1_kgco2e, f.scope2_market_kgco2e, f.scope2_location_kgco2e, f.scope3_market_kgco2e, f.scope3_location_kgco2e,
  f.is_provisional, f.is_estate_assumed, f.reason, f.run_id
from calc.resource_day as f
join calc.published_day as p on p.day = f.day and p.run_id = f.run_id
