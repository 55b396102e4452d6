-- grain: one row per equipment and civil day of the period in service
-- unit: kilowatt-hours; coverage is a ratio of seconds, the mean of the feeds'
-- why: feeds are integrated and estimated alone, then summed; one unknown feed makes the day unknown, with the reason
with summed as (
  select equipment_id, day,
    cast(sum(sample_count) as bigint) as sample_count,
    cast(sum(rejected_count) as bigint) as rejected_count,
    cast(sum(measured_us) as double) / cast(sum(duration_us) as double) as coverage,
    sum(measured_kwh) as measured_kwh,
    case when count(estimated_kwh) = count(*) then sum(estimated_kwh) end as estimated_kwh
  from calc.feed_energy
  group by equipment_id, day
)
select d.equipment_id, d.datacenter_id, d.category, d.subcategory, d.availability_zone, d.timezone, d.day, d.end_us,
  coalesce(s.sample_count, 0) as sample_count,
  coalesce(s.rejected_count, 0) as rejected_count,
  coalesce(s.coverage, 0.0) as coverage,
  case when d.is_over then coalesce(s.measured_kwh, cast(0 as decimal(38, 18))) end as measured_kwh,
  case when d.is_over then s.estimated_kwh end as estimated_kwh,
  case when d.is_over then s.measured_kwh + s.estimated_kwh end as it_kwh,
  case
    when not d.is_over then 'the day is not over'
    when s.estimated_kwh is null then 'no power that day nor enough in the 7 days before'
  end as reason
from calc.service_day as d
left join summed as s on s.equipment_id = d.equipment_id and s.day = d.day
where d.is_in_period
