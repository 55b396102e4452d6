-- grain: one row per run, day, datacenter of the equipment and measure
-- unit: as the measure's name says; residue is whole - allocated - unallocated
-- why: the parts sum to the whole, or the run is not published
with whole as (
  select run_id, day, datacenter_id, unnest([{'measure': 'it_kwh', 'value': sum(it_kwh)}, {'measure': 'estimated_kwh', 'value': sum(estimated_kwh)}, {'measure': 'facility_kwh', 'value': sum(facility_kwh)}, {'measure': 'scope1_kgco2e', 'value': sum(scope1_kgco2e)}, {'measure': 'scope2_market_kgco2e', 'value': sum(scope2_market_kgco2e)}, {'measure': 'scope2_location_kgco2e', 'value': sum(scope2_location_kgco2e)}, {'measure': 'scope3_market_kgco2e', 'value': sum(scope3_market_kgco2e)}, {'measure': 'scope3_location_kgco2e', 'value': sum(scope3_location_kgco2e)}], recursive := true)
  from calc.equipment_day
  group by run_id, day, datacenter_id
),
allocated as (
  select run_id, day, datacenter_id, unnest([{'measure': 'it_kwh', 'value': sum(it_kwh)}, {'measure': 'estimated_kwh', 'value': sum(estimated_kwh)}, {'measure': 'facility_kwh', 'value': sum(facility_kwh)}, {'measure': 'scope1_kgco2e', 'value': sum(scope1_kgco2e)}, {'measure': 'scope2_market_kgco2e', 'value': sum(scope2_market_kgco2e)}, {'measure': 'scope2_location_kgco2e', 'value': sum(scope2_location_kgco2e)}, {'measure': 'scope3_market_kgco2e', 'value': sum(scope3_market_kgco2e)}, {'measure': 'scope3_location_kgco2e', 'value': sum(scope3_location_kgco2e)}], recursive := true)
  from calc.resource_day
  where resource_id is not null
  group by run_id, day, datacenter_id
),
unallocated as (
  select run_id, day, datacenter_id, unnest([{'measure': 'it_kwh', 'value': sum(it_kwh)}, {'measure': 'estimated_kwh', 'value': sum(estimated_kwh)}, {'measure': 'facility_kwh', 'value': sum(facility_kwh)}, {'measure': 'scope1_kgco2e', 'value': sum(scope1_kgco2e)}, {'measure': 'scope2_market_kgco2e', 'value': sum(scope2_market_kgco2e)}, {'measure': 'scope2_location_kgco2e', 'value': sum(scope2_location_kgco2e)}, {'measure': 'scope3_market_kgco2e', 'value': sum(scope3_market_kgco2e)}, {'measure': 'scope3_location_kgco2e', 'value': sum(scope3_location_kgco2e)}], recursive := true)
  from calc.resource_day
  where resource_id is null
  group by run_id, day, datacenter_id
),
balance as (
  select w.day, w.datacenter_id, w.measure, w.value as whole,
    coalesce(a.value, 0) as allocated, coalesce(u.value, 0) as unallocated, w.run_id
  from whole as w
  left join allocated as a on a.run_id = w.run_id and a.day = w.day and a.datacenter_id = w.datacenter_id and a.measure = w.measure
  left join unallocated as u on u.run_id = w.run_id and u.day = w.day and u.datacenter_id = w.datacenter_id and u.measure = w.measure
)
select day, datacenter_id, measure, whole, allocated, unallocated, whole - allocated - unallocated as residue, run_id
from balance
