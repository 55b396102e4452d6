-- grain: one row per resource of the latest complete snapshot
-- unit: backup_gb in GB; instants and civil dates
-- why: what ITCare says of a resource beside its identity, sizes and milestones: hardware cover, on-call, patches, last backup
select r.resource_id, r.is_hardware, r.serial, r.end_of_cover_on, r.is_on_call, r.is_patch_excluded, r.patch_group, r.patch_tag, r.patch_exclusion_reason, r.patch_excluded_at, r.backup_gb, r.last_backup_at
from stage.resource_now as r
