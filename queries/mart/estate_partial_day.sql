-- grain: one row per day, time zone and published run whose newest collection of ITCare by the end of the day was read only in part
-- unit: taken_at is an instant; estate_snapshot_id is the complete snapshot that the day uses instead, NULL where there was none
-- why: what a day might have known better; a day's end bounds it, so a later collection changes nothing of what was calculated
with used as (
  select distinct p.day, p.timezone, p.run_id, p.snapshot_id as estate_snapshot_id, timezone(p.timezone, cast(p.day + 1 as timestamp)) as ends_at
  from calc.pool_day as p
  join calc.published_day as d on d.day = p.day and d.run_id = p.run_id
)
select u.day, u.timezone, s.snapshot_id, s.taken_at, s.note, u.estate_snapshot_id, u.run_id
from used as u
left join stage.snapshot as e on e.snapshot_id = u.estate_snapshot_id
join stage.snapshot as s on s.source = 'itcare' and not s.is_complete and s.taken_at <= u.ends_at
  -- The first estate stands in for the days before it: there every earlier part counts.
  and (e.taken_at is null or e.taken_at > u.ends_at or s.taken_at > e.taken_at)
qualify row_number() over (partition by u.day, u.timezone, u.run_id order by s.taken_at desc, s.snapshot_id desc) = 1
