-- grain: one row per resource and span of snapshots in which size and date of its last backup stayed the same
-- unit: backup_gb in GB; from_seq included, until_seq excluded (NULL: still so), also while the resource is gone
-- why: these change every night; in a narrow table of their own they cost little
select c.snapshot_id, c.resource_id, c.backup_gb, c.last_backup_at, c.snapshot_seq as from_seq,
  lead(c.snapshot_seq) over (partition by c.resource_id order by c.snapshot_seq) as until_seq
from raw.resource_backup_change as c
semi join stage.itcare_snapshot as n on n.snapshot_seq = c.snapshot_seq
