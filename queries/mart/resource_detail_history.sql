-- grain: one row per complete snapshot and resource
-- unit: backup_gb in GB; instants and civil dates
-- why: what ITCare said of hardware cover, on-call, patches and the last backup at each time
select n.snapshot_id, n.taken_at, r.resource_id, r.is_hardware, r.serial, r.end_of_cover_on, r.is_on_call, r.is_patch_excluded, r.patch_group, r.patch_tag, r.patch_exclusion_reason, r.patch_excluded_at, r.backup_gb, r.last_backup_at
from stage.itcare_snapshot as n
join stage.resource_state as r on n.snapshot_seq >= r.from_seq and (r.until_seq is null or n.snapshot_seq < r.until_seq)
