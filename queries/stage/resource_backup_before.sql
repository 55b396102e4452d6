-- grain: one row per resource whose backup was told of by the complete snapshot before the latest one
-- unit: backup_gb in GB
-- why: what a size is compared with, without ordering the whole history of backups
with earlier as (
  select snapshot_seq
  from stage.itcare_snapshot
  qualify row_number() over (order by snapshot_seq desc) = 2
),
newest as (
  select c.resource_id, max(c.snapshot_seq) as snapshot_seq
  from raw.resource_backup_change as c
  semi join stage.itcare_snapshot as n on n.snapshot_seq = c.snapshot_seq
  join earlier as e on c.snapshot_seq <= e.snapshot_seq
  group by c.resource_id
)
select c.resource_id, c.backup_gb, c.last_backup_at, e.snapshot_seq as earlier_seq
from newest as l
cross join earlier as e
join raw.resource_backup_change as c on c.resource_id = l.resource_id and c.snapshot_seq = l.snapshot_seq
