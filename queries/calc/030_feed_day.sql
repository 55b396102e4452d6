-- grain: one row per equipment, feed and civil day in service that any sample speaks of
-- unit: measured_nj in nanojoules (watts x microseconds x 1000), measured_us in microseconds, both exact integers
-- why: the trapezoid between accepted samples no more than max_gap_minutes apart, split at midnight by linear interpolation
with params as (
  select cast(cast($max_gap_minutes as double) * 60000000 as bigint) as max_gap_us
),
bound as (
  select distinct equipment_id, timezone, bound_w
  from calc.service_day
),
accepted as (
  select s.equipment_id, s.feed, b.timezone, epoch_us(s.ts) as t0, s.power_w as w0
  from stage.sample as s
  join bound as b on b.equipment_id = s.equipment_id
  where s.power_w <= b.bound_w
),
followed as (
  select *, lead(t0) over next_one as t1, lead(w0) over next_one as w1
  from accepted
  window next_one as (partition by equipment_id, feed order by t0)
),
segment as (
  select f.equipment_id, f.feed, f.t0, f.w0, f.t1, f.w1,
    coalesce(f.t1 - f.t0 <= p.max_gap_us, false) as is_bridged,
    case when f.t0 < h.end_us then h.day else h.next_day end as day,
    case when f.t0 < h.end_us then h.end_us else h.next_end_us end as end_us
  from followed as f
  cross join params as p
  join calc.hour_day as h on h.timezone = f.timezone and h.hour = f.t0 // 3600000000
),
cut as (
  select equipment_id, feed, day, t0, t1, w0, w1, is_bridged, end_us,
    case when is_bridged then least(t1, end_us) - t0 else 0 end as here_us,
    case when is_bridged and t1 > end_us then t1 - end_us else 0 end as there_us,
    case when t1 > end_us then w0 + (w1 - w0) * ((end_us - t0) / (t1 - t0)) else w1 end as w_cut
  from segment
),
summed as (
  select equipment_id, feed, day,
    count(*) as sample_count,
    sum(here_us) as here_us,
    sum(case when is_bridged then cast(round((w0 + w_cut) / 2 * here_us * 1000) as hugeint) else 0 end) as here_nj,
    sum(there_us) as there_us,
    sum(case when there_us > 0 then cast(round((w_cut + w1) / 2 * there_us * 1000) as hugeint) else 0 end) as there_nj
  from cut
  group by equipment_id, feed, day
),
over_bound as (
  select equipment_id, feed, day, count(*) as rejected_count
  from calc.rejected_power
  group by equipment_id, feed, day
),
refused as (
  select r.equipment_id, r.feed,
    case when epoch_us(r.ts) < h.end_us then h.day else h.next_day end as day,
    count(*) as rejected_count
  from stage.rejected_sample as r
  join bound as b on b.equipment_id = r.equipment_id
  join calc.hour_day as h on h.timezone = b.timezone and h.hour = epoch_us(r.ts) // 3600000000
  group by all
),
part as (
  select equipment_id, feed, day, sample_count, here_us as measured_us, here_nj as measured_nj, 0 as rejected_count from summed
  union all
  select equipment_id, feed, day + 1, 0, there_us, there_nj, 0 from summed where there_us > 0
  union all
  select equipment_id, feed, day, 0, 0, 0, rejected_count from over_bound
  union all
  select equipment_id, feed, day, 0, 0, 0, rejected_count from refused
)
select p.equipment_id, p.feed, p.day, d.duration_us,
  cast(sum(p.sample_count) as bigint) as sample_count,
  cast(sum(p.rejected_count) as bigint) as rejected_count,
  cast(sum(p.measured_us) as bigint) as measured_us,
  cast(sum(p.measured_nj) as hugeint) as measured_nj
from part as p
join calc.service_day as d on d.equipment_id = p.equipment_id and d.day = p.day
group by p.equipment_id, p.feed, p.day, d.duration_us
