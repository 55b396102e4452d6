-- grain: one row per row of the run with an unknown amount or nobody to receive it, and no reason
-- unit: none
-- why: unknown is NULL with a reason beside it, never 0 and never silent; a resource's amounts are its pools', and so are their reasons
with params as (select cast($run_id as varchar) as run_id)
select 'equipment_day' as relation, e.day, e.equipment_id as id
from equipment_day_all_runs as e
join params as p on p.run_id = e.run_id
where e.reason is null
  and (e.it_kwh is null or e.facility_kwh is null or e.scope2_market_kgco2e is null or e.scope2_location_kgco2e is null
    or e.scope3_market_kgco2e is null or e.scope3_location_kgco2e is null or e.scope1_kgco2e is null)
union all
select 'pool_amount', a.day, a.pool_id
from pool_amount_all_runs as a
join params as p on p.run_id = a.run_id
where a.reason is null
  and (a.it_kwh is null or a.facility_kwh is null or a.scope2_market_kgco2e is null or a.scope2_location_kgco2e is null
    or a.scope3_market_kgco2e is null or a.scope3_location_kgco2e is null or a.scope1_kgco2e is null)
union all
select 'pool_day', d.day, d.pool_id
from pool_day_all_runs as d
join params as p on p.run_id = d.run_id
join split_share_all_runs as s on s.run_id = d.run_id and s.split_day = coalesce(d.split_day, d.day) and s.pool_id = d.pool_id
where d.reason is null and s.resource_id is null
