-- grain: one row per resource of the latest complete snapshot
-- unit: sizes in GB, vcpu in count
-- why: the newest change of each resource, without ordering its whole history
with change as (
  select c.resource_id, max(c.snapshot_seq) as snapshot_seq
  from raw.resource_change as c
  semi join stage.itcare_snapshot as n on n.snapshot_seq = c.snapshot_seq
  group by c.resource_id
),
backup as (
  select c.resource_id, max(c.snapshot_seq) as snapshot_seq
  from raw.resource_backup_change as c
  semi join stage.itcare_snapshot as n on n.snapshot_seq = c.snapshot_seq
  group by c.resource_id
)
select r.* exclude (is_present, snapshot_seq, backup_gb), b.backup_gb, b.last_backup_at
from change as c
join raw.resource_change as r on r.resource_id = c.resource_id and r.snapshot_seq = c.snapshot_seq
left join backup as l on l.resource_id = c.resource_id
left join raw.resource_backup_change as b on b.resource_id = l.resource_id and b.snapshot_seq = l.snapshot_seq
where r.is_present
