-- grain: one row per time zone and day of the period; no row without a complete snapshot of ITCare
-- unit: end_us in epoch microseconds
-- why: a day's estate is the last complete snapshot taken by its end; before the first, the first (is_estate_assumed); estate_day is the zone's first day with the same resources
with wanted as (
  select distinct timezone, day, end_us
  from calc.service_day
  where is_in_period
),
first_one as (
  select min(snapshot_seq) as snapshot_seq, min_by(snapshot_id, snapshot_seq) as snapshot_id
  from stage.itcare_snapshot
  having count(*) > 0
),
taken as (
  select max(snapshot_seq) as snapshot_seq, max_by(snapshot_id, snapshot_seq) as snapshot_id, epoch_us(taken_at) as taken_us
  from stage.itcare_snapshot
  group by taken_at
),
estate as (
  select w.timezone, w.day, w.end_us,
    coalesce(t.snapshot_seq, f.snapshot_seq) as snapshot_seq,
    coalesce(t.snapshot_id, f.snapshot_id) as snapshot_id,
    t.snapshot_seq is null as is_estate_assumed
  from wanted as w
  cross join first_one as f
  asof left join taken as t on w.end_us >= t.taken_us
),
-- How many resources of the snapshot a day is too early for: as many, and they are the same.
early as (
  select e.timezone, e.day, count(*) as later_resources
  from estate as e
  join stage.resource_state as r
    on epoch_us(r.created_at) >= e.end_us and e.snapshot_seq >= r.from_seq and (r.until_seq is null or e.snapshot_seq < r.until_seq)
  where epoch_us(r.created_at) >= (select min(end_us) from estate)
  group by e.timezone, e.day
)
select e.*, min(e.day) over (partition by e.timezone, e.snapshot_seq, coalesce(l.later_resources, 0)) as estate_day
from estate as e
left join early as l on l.timezone = e.timezone and l.day = e.day
