-- grain: one row per complete snapshot and resource that is new, says something else or is gone in it
-- unit: sizes in GB, vcpu in count; size and date of the last backup are kept apart
-- why: the changes as they were kept, for the history of the estate
select c.* exclude (snapshot_id, backup_gb), n.snapshot_id, n.taken_at
from raw.resource_change as c
join stage.itcare_snapshot as n on n.snapshot_seq = c.snapshot_seq
