-- grain: one row per run, day, datacenter of the equipment and measure
-- unit: as the measure's name says; residue is whole - allocated - unallocated
-- why: the parts sum to the whole, or the run is not published
with whole as (
  select run_id, day, datacenter_id,
    sum(it_kwh) as it_kwh,
    sum(estimated_kwh) as estimated_kwh,
    sum(facility_kwh) as facility_kwh,
    sum(scope1_kgco2e) as scope1_kgco2e,
    sum(scope2_market_kgco2e) as scope2_market_kgco2e,
    sum(scope2_location_kgco2e) as scope2_location_kgco2e,
    sum(scope3_market_kgco2e) as scope3_market_kgco2e,
    sum(scope3_location_kgco2e) as scope3_location_kgco2e
  from calc.equipment_day
  group by run_id, day, datacenter_id
),
parts as (
  select run_id, day, datacenter_id, resource_id is not null as is_allocated,
    sum(it_kwh) as it_kwh,
    sum(estimated_kwh) as estimated_kwh,
    sum(facility_kwh) as facility_kwh,
    sum(scope1_kgco2e) as scope1_kgco2e,
    sum(scope2_market_kgco2e) as scope2_market_kgco2e,
    sum(scope2_location_kgco2e) as scope2_location_kgco2e,
    sum(scope3_market_kgco2e) as scope3_market_kgco2e,
    sum(scope3_location_kgco2e) as scope3_location_kgco2e
  from calc.part
  group by run_id, day, datacenter_id, is_allocated
),
balance as (
  select w.day, w.datacenter_id, w.run_id, unnest([
    {'measure': 'it_kwh', 'whole': w.it_kwh, 'allocated': coalesce(a.it_kwh, 0), 'unallocated': coalesce(u.it_kwh, 0)},
    {'measure': 'estimated_kwh', 'whole': w.estimated_kwh, 'allocated': coalesce(a.estimated_kwh, 0), 'unallocated': coalesce(u.estimated_kwh, 0)},
    {'measure': 'facility_kwh', 'whole': w.facility_kwh, 'allocated': coalesce(a.facility_kwh, 0), 'unallocated': coalesce(u.facility_kwh, 0)},
    {'measure': 'scope1_kgco2e', 'whole': w.scope1_kgco2e, 'allocated': coalesce(a.scope1_kgco2e, 0), 'unallocated': coalesce(u.scope1_kgco2e, 0)},
    {'measure': 'scope2_market_kgco2e', 'whole': w.scope2_market_kgco2e, 'allocated': coalesce(a.scope2_market_kgco2e, 0), 'unallocated': coalesce(u.scope2_market_kgco2e, 0)},
    {'measure': 'scope2_location_kgco2e', 'whole': w.scope2_location_kgco2e, 'allocated': coalesce(a.scope2_location_kgco2e, 0), 'unallocated': coalesce(u.scope2_location_kgco2e, 0)},
    {'measure': 'scope3_market_kgco2e', 'whole': w.scope3_market_kgco2e, 'allocated': coalesce(a.scope3_market_kgco2e, 0), 'unallocated': coalesce(u.scope3_market_kgco2e, 0)},
    {'measure': 'scope3_location_kgco2e', 'whole': w.scope3_location_kgco2e, 'allocated': coalesce(a.scope3_location_kgco2e, 0), 'unallocated': coalesce(u.scope3_location_kgco2e, 0)}
  ], recursive := true)
  from whole as w
  left join parts as a on a.run_id = w.run_id and a.day = w.day and a.datacenter_id = w.datacenter_id and a.is_allocated
  left join parts as u on u.run_id = w.run_id and u.day = w.day and u.datacenter_id = w.datacenter_id and not u.is_allocated
)
select day, datacenter_id, measure, whole, allocated, unallocated, whole - allocated - unallocated as residue, run_id
from balance
