-- grain: one row per equipment, civil day of the period and feed that a sample spoke of that day or in the seven days before
-- unit: kilowatt-hours; measured_us and duration_us in microseconds
-- why: the rest of a day is its duration times a mean power: the day's own at half coverage, else the week's, else the day's own
with feed_of_day as (
  select distinct d.equipment_id, d.day, d.duration_us, f.feed
  from calc.service_day as d
  join calc.feed_day as f on f.equipment_id = d.equipment_id and f.day between d.day - 7 and d.day
  where d.is_in_period
),
week as (
  select o.equipment_id, o.day, o.feed, sum(f.measured_nj) as week_nj, sum(f.measured_us) as week_us
  from feed_of_day as o
  join calc.feed_day as f
    on f.equipment_id = o.equipment_id and f.feed = o.feed and f.day between o.day - 7 and o.day - 1
  where 2 * f.measured_us >= f.duration_us
  group by o.equipment_id, o.day, o.feed
),
mean as (
  select o.equipment_id, o.day, o.feed, o.duration_us,
    coalesce(f.sample_count, 0) as sample_count,
    coalesce(f.rejected_count, 0) as rejected_count,
    coalesce(f.measured_us, 0) as measured_us,
    coalesce(f.measured_nj, 0) as measured_nj,
    case
      when 2 * f.measured_us >= o.duration_us then cast(f.measured_nj as double) / f.measured_us
      when w.week_us > 0 then cast(w.week_nj as double) / cast(w.week_us as double)
      when f.measured_us > 0 then cast(f.measured_nj as double) / f.measured_us
    end as mean_nj_per_us
  from feed_of_day as o
  left join calc.feed_day as f on f.equipment_id = o.equipment_id and f.feed = o.feed and f.day = o.day
  left join week as w on w.equipment_id = o.equipment_id and w.feed = o.feed and w.day = o.day
)
select equipment_id, day, feed, duration_us, sample_count, rejected_count, measured_us,
  cast(cast(measured_nj as double) / 3.6e15 as decimal(38, 18)) as measured_kwh,
  case
    when measured_us = duration_us then cast(0 as decimal(38, 18))
    else cast((duration_us - measured_us) * mean_nj_per_us / 3.6e15 as decimal(38, 18))
  end as estimated_kwh
from mean
