-- grain: one row per resource that could be retired, those that save most first
-- unit: kWh and kgCO2e of the latest month that is calculated
-- why: which ten retirements save most carbon: obsolete, stopped, unprotected or idle
-- title: The retirements that save most
-- param limit = 10: how many
-- param environment = %: environments, as in LIKE
with params as (
  select cast($limit as integer) as row_limit, cast($environment as varchar) as environment
)
select c.rank, c.resource_id, c.name, c.service_name, c.environment, c.platform, c.support_phase, c.is_obsolete, c.is_stopped, c.is_unprotected, c.is_idle,
  c.facility_kwh, c.total_market_kgco2e, c.total_location_kgco2e
from retirement_candidate as c
join params as p on coalesce(c.environment, '') ilike p.environment
qualify row_number() over (order by c.rank) <= p.row_limit
order by c.rank
