-- grain: one row per row of the run with an unknown amount and no reason
-- unit: none
-- why: unknown is NULL with a reason beside it, never 0 and never silent
with params as (select cast($run_id as varchar) as run_id)
select 'equipment_day' as relation, e.day, e.equipment_id as id
from equipment_day_all_runs as e
join params as p on p.run_id = e.run_id
where e.reason is null
  and (e.it_kwh is null or e.facility_kwh is null or e.scope2_market_kgco2e is null or e.scope2_location_kgco2e is null
    or e.scope3_market_kgco2e is null or e.scope3_location_kgco2e is null or e.scope1_kgco2e is null)
union all
select 'resource_day', r.day, cast(r.resource_id as varchar)
from resource_day_all_runs as r
join params as p on p.run_id = r.run_id
where r.reason is null
  and (r.it_kwh is null or r.facility_kwh is null or r.scope2_market_kgco2e is null or r.scope2_location_kgco2e is null
    or r.scope3_market_kgco2e is null or r.scope3_location_kgco2e is null or r.scope1_kgco2e is null or r.resource_id is null)
