-- grain: one row per collection of ITCare that was read only in part and is the newest by the end of a day of the period, and family that was not read
-- unit: days; instants in UTC
-- why: those days use an older estate; which answers were missing is said
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
),
part as (
  select e.snapshot_id, any_value(e.taken_at) as taken_at, any_value(e.note) as note, min(e.day) as first_day, max(e.day) as last_day, count(distinct e.day) as days
  from estate_partial_day as e, params
  where e.day between params.from_day and params.to_day
  group by e.snapshot_id
)
select
  part.snapshot_id,
  strftime(timezone('UTC', part.taken_at), '%Y-%m-%d %H:%M:%S UTC') as taken_at,
  f.family,
  part.first_day,
  part.last_day,
  part.days,
  coalesce(f.error, part.note) as error,
  true as is_partial
from part
left join snapshot_family as f on f.snapshot_id = part.snapshot_id and not f.is_complete
order by part.taken_at, part.snapshot_id, f.family
