-- grain: one row per resource of a snapshot, by its id
-- unit: JSON text; backup_raw apart, because it changes every night
-- why: a table macro: the answers of any complete snapshot as they came
with params as (
  select cast($snapshot as varchar) as snapshot
)
select t.resource_id, t.raw, t.backup_raw
from params as p
join stage.itcare_snapshot as n on n.snapshot_id = p.snapshot
join stage.resource_span as r on n.snapshot_seq >= r.from_seq and (r.until_seq is null or n.snapshot_seq < r.until_seq)
join stage.resource_raw_span as t
  on t.resource_id = r.resource_id and n.snapshot_seq >= t.from_seq and (t.until_seq is null or n.snapshot_seq < t.until_seq)
