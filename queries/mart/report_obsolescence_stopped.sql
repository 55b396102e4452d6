-- grain: one row per stopped resource that still holds storage or backups, the largest first
-- unit: GB; kWh and kgCO2e of the latest calculated month; since_on is the UTC date of the snapshot that first showed it so
-- why: a machine that is off still pays for its disks
select s.resource_id, s.name, s.service_id, s.service_name as service, s.environment, s.platform, cast(timezone('UTC', s.since_at) as date) as since_on,
  s.storage_gb, s.backup_gb, s.facility_kwh, s.total_market_kgco2e, s.total_location_kgco2e
from stopped_with_storage as s
order by coalesce(s.storage_gb, 0) + coalesce(s.backup_gb, 0) desc, s.resource_id
