-- grain: one row per feed of one equipment and day, or of one of the seven days before
-- unit: kWh; hours; is_day says which one is the day itself
-- why: what was measured that day, and the mean power that its rest, or the week, gives
with params as (
  select cast($equipment_id as varchar) as equipment_id, cast($day as date) as day
)
select f.feed, f.day, f.day = p.day as is_day, f.sample_count, f.rejected_count,
  cast(f.measured_us as double) / 3.6e9 as measured_hours, cast(f.duration_us as double) / 3.6e9 as day_hours,
  cast(f.measured_nj as double) / 3.6e15 as measured_kwh,
  2 * f.measured_us >= f.duration_us as is_half_covered,
  cast(e.estimated_kwh as double) as estimated_kwh
from calc.feed_day as f
join params as p on p.equipment_id = f.equipment_id and f.day between p.day - 7 and p.day
left join calc.feed_energy as e on e.equipment_id = f.equipment_id and e.day = f.day and e.feed = f.feed
order by f.feed, f.day
