-- grain: one row per feed and interval between two accepted samples that reaches into the day, cut at its midnights
-- unit: from_w and to_w in watts at the two ends, seconds, kwh; instants as ISO 8601 in UTC
-- why: the trapezoids that measured_kwh is the sum of
with params as (
  select cast($equipment_id as varchar) as equipment_id, cast($day as date) as day, cast($max_gap_minutes as double) as max_gap_minutes
),
accepted as (
  select s.feed, epoch_us(s.ts) as t0, s.power_w as w0, d.start_us, d.end_us, p.max_gap_minutes,
    lead(epoch_us(s.ts)) over next_one as t1, lead(s.power_w) over next_one as w1
  from stage.sample as s
  join params as p on p.equipment_id = s.equipment_id
  join calc.service_day as d on d.equipment_id = s.equipment_id and d.day = p.day and s.power_w <= d.bound_w
  window next_one as (partition by s.feed order by s.ts)
),
cut as (
  select feed, greatest(t0, start_us) as from_us, least(t1, end_us) as to_us,
    case when t0 < start_us then w0 + (w1 - w0) * ((start_us - t0) / (t1 - t0)) else w0 end as from_w,
    case when t1 > end_us then w0 + (w1 - w0) * ((end_us - t0) / (t1 - t0)) else w1 end as to_w
  from accepted
  where t1 - t0 <= max_gap_minutes * 60000000 and t0 < end_us and t1 > start_us
)
select feed, strftime(make_timestamp(from_us), '%Y-%m-%dT%H:%M:%S.%gZ') as from_ts, strftime(make_timestamp(to_us), '%Y-%m-%dT%H:%M:%S.%gZ') as to_ts,
  (to_us - from_us) / 1e6 as seconds, from_w, to_w, (from_w + to_w) / 2 * (to_us - from_us) / 3.6e12 as kwh
from cut
order by feed, from_us
