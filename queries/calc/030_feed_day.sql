-- grain: one row per equipment, feed and civil day in service that any sample speaks of
-- unit: measured_nj in nanojoules (watts x microseconds x 1000), measured_us in microseconds, both exact integers
-- why: the trapezoid between accepted samples no more than max_gap_minutes apart, split at midnight by linear interpolation
with params as (
  select cast(cast($max_gap_minutes as double) * 60000000 as bigint) as max_gap_us
),
accepted as (
  select r.series_id, r.zone_base, epoch_us(s.ts) as t0, s.power_w as w0
  from stage.sample as s
  join calc.series as r on r.equipment_id = s.equipment_id and r.feed = s.feed
  where s.power_w <= r.bound_w
),
followed as (
  select *, lead(t0) over next_one as t1, lead(w0) over next_one as w1
  from accepted
  window next_one as (partition by series_id order by t0)
),
segment as (
  select f.series_id, f.t0, f.w0, f.t1, f.w1,
    coalesce(f.t1 - f.t0 <= p.max_gap_us, false) as is_bridged,
    case when f.t0 < h.end_us then h.day else h.next_day end as day,
    case when f.t0 < h.end_us then h.end_us else h.next_end_us end as end_us
  from followed as f
  cross join params as p
  join calc.hour_day as h on h.zone_hour = f.zone_base + f.t0 // 3600000000
),
-- What of a bridged segment lies before the end of its day (here) and after it (there), with the power at the cut.
cut as (
  select series_id, day, w0, w1,
    case when is_bridged then least(t1, end_us) - t0 else 0 end as here_us,
    case when is_bridged and t1 > end_us then t1 - end_us else 0 end as there_us,
    case when t1 > end_us then w0 + (w1 - w0) * ((end_us - t0) / (t1 - t0)) else w1 end as w_cut
  from segment
),
summed as (
  select series_id, day,
    count(*) as sample_count,
    sum(here_us) as here_us,
    sum(case when here_us > 0 then cast(round((w0 + w_cut) * here_us * 500) as bigint) end) as here_nj,
    sum(there_us) as there_us,
    sum(case when there_us > 0 then cast(round((w_cut + w1) * there_us * 500) as bigint) end) as there_nj
  from cut
  group by series_id, day
),
integrated as (
  select r.equipment_id, r.feed, s.* exclude (series_id)
  from summed as s
  join calc.series as r on r.series_id = s.series_id
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
  join (select distinct equipment_id, timezone from calc.service_day) as b on b.equipment_id = r.equipment_id
  join calc.hour_day as h on h.timezone = b.timezone and h.hour = epoch_us(r.ts) // 3600000000
  group by all
),
part as (
  select equipment_id, feed, day, sample_count, here_us as measured_us, coalesce(here_nj, 0) as measured_nj, 0 as rejected_count from integrated
  union all
  select equipment_id, feed, day + 1, 0, there_us, there_nj, 0 from integrated where there_us > 0
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
