-- grain: one row per reason to retire a resource: obsolete, stopped, unprotected, idle
-- unit: resources in count; kWh and kgCO2e of the latest calculated month
-- why: what could go and what it emits; a resource with several reasons counts under each, so there is no total
with reasoned as (
  select 1 as place, 'obsolete' as why, is_obsolete as is_meant, facility_kwh, total_market_kgco2e, total_location_kgco2e from retirement_candidate
  union all
  select 2, 'stopped', is_stopped, facility_kwh, total_market_kgco2e, total_location_kgco2e from retirement_candidate
  union all
  select 3, 'unprotected', is_unprotected, facility_kwh, total_market_kgco2e, total_location_kgco2e from retirement_candidate
  union all
  select 4, 'idle', is_idle, facility_kwh, total_market_kgco2e, total_location_kgco2e from retirement_candidate
)
select why, count(*) as resources, sum(facility_kwh) as facility_kwh, sum(total_market_kgco2e) as total_market_kgco2e,
  sum(total_location_kgco2e) as total_location_kgco2e
from reasoned
where is_meant
group by place, why
order by place
