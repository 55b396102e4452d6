-- grain: one row per resource of the latest complete snapshot
-- unit: since_at is the instant of a snapshot; is_first_seen true: it was so from the first snapshot that told of it
-- why: how long a resource has been stopped, or in preparation
with change as (
  select c.resource_id, c.snapshot_seq, c.taken_at, c.is_present, c.status, r.status as status_now
  from stage.resource_change as c
  join stage.resource_now as r on r.resource_id = c.resource_id
),
other as (
  select resource_id, max(snapshot_seq) filter (not is_present or status is distinct from status_now) as other_seq, min(snapshot_seq) as first_seq
  from change
  group by resource_id
)
select c.resource_id, min(c.taken_at) as since_at, bool_or(o.other_seq is null) as is_first_seen
from change as c
join other as o on o.resource_id = c.resource_id and (o.other_seq is null or c.snapshot_seq > o.other_seq)
group by c.resource_id
