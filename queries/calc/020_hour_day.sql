-- grain: one row per time zone and UTC hour around the period
-- unit: hour counts from the epoch; zone_hour is zone_id x 10^7 + hour; bounds in epoch microseconds
-- why: an hour holds at most one local midnight, so a sample finds its civil day by an equality join on its hour
with zone as (
  select timezone, row_number() over (order by timezone) as zone_id,
    (min(start_us) + 3599999999) // 3600000000 as first_hour, max(end_us) // 3600000000 as last_hour
  from stage.civil_day
  group by timezone
),
hour as (
  select z.timezone, z.zone_id, unnest(range(z.first_hour, z.last_hour)) as hour
  from zone as z
),
begun as (
  select h.timezone, h.zone_id, h.hour, c.day, c.end_us
  from hour as h
  asof join stage.civil_day as c on c.timezone = h.timezone and h.hour * 3600000000 >= c.start_us
)
select b.timezone, b.zone_id, b.hour, b.zone_id * 10000000 + b.hour as zone_hour,
  b.day, b.end_us, n.day as next_day, n.end_us as next_end_us
from begun as b
left join stage.civil_day as n on n.timezone = b.timezone and n.start_us = b.end_us
