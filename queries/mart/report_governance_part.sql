-- grain: one row per family that was not read by a collection of ITCare later than the one the document shows
-- unit: instants in UTC
-- why: the document may be older than it could be; which answers were missing is said
with newest as (
  select s.snapshot_id, s.taken_at, s.is_complete, s.note
  from snapshot as s
  where s.source = 'itcare'
  qualify row_number() over (order by s.taken_at desc, s.snapshot_id desc) = 1
)
select
  n.snapshot_id,
  strftime(timezone('UTC', n.taken_at), '%Y-%m-%d %H:%M:%S UTC') as taken_at,
  f.family,
  coalesce(f.error, n.note) as error,
  true as is_partial
from newest as n
left join snapshot_family as f on f.snapshot_id = n.snapshot_id and not f.is_complete
where not n.is_complete
order by f.family
