-- grain: one row per equipment and civil day in service, from seven days before the period to its end
-- unit: start_us and end_us in epoch microseconds, half-open; bound_w in watts
-- why: in service from 00:00 of in_service_on to 24:00 of retired_on, in the datacenter's zone; other days have no row
with params as (
  select
    cast($from_day as date) as from_day,
    cast($to_day as date) as to_day,
    cast($timezone as varchar) as timezone,
    cast($max_power_w as double) as max_power_w,
    cast($now_us as bigint) as now_us
)
select
  e.equipment_id, e.datacenter_id, e.availability_zone, e.category, e.subcategory,
  c.timezone, c.day, c.start_us, c.end_us, c.duration_us,
  coalesce(e.rated_w, p.max_power_w) as bound_w,
  case when e.rated_w is null then 'above_max_power_w' else 'above_rated_w' end as bound_reason,
  c.day >= p.from_day as is_in_period,
  c.end_us <= p.now_us as is_over
from params as p
cross join stage.equipment as e
join stage.datacenter as d on d.datacenter_id = e.datacenter_id
join stage.civil_day as c on c.timezone = coalesce(d.timezone, p.timezone)
where c.day between p.from_day - 7 and p.to_day
  and (e.in_service_on is null or c.day >= e.in_service_on)
  and (e.retired_on is null or c.day <= e.retired_on)
