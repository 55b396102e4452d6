-- grain: one row per stopped resource that still holds storage or backups, the largest first
-- unit: GB; kWh and kgCO2e of the latest month that is calculated; since_at an instant
-- why: which stopped instances still hold storage, since when, and what that emits
-- title: Stopped, and still holding storage
-- param min_gb = 0: only those that hold more than so many GB, storage and backups together
-- param environment = %: environments, as in LIKE
with params as (
  select cast($min_gb as double) as min_gb, cast($environment as varchar) as environment
)
select s.resource_id, s.name, s.service_name, s.environment, s.platform, s.since_at, s.is_first_seen, s.storage_gb, s.backup_gb,
  s.facility_kwh, s.total_market_kgco2e, s.total_location_kgco2e
from stopped_with_storage as s
join params as p on coalesce(s.environment, '') ilike p.environment and coalesce(s.storage_gb, 0) + coalesce(s.backup_gb, 0) > p.min_gb
order by coalesce(s.storage_gb, 0) + coalesce(s.backup_gb, 0) desc, s.resource_id
