-- grain: one row per time zone and UTC hour around the period
-- unit: hour counts from the epoch; bounds in epoch microseconds
-- why: an hour holds at most one local midnight, so a sample finds its civil day by an equality join on its hour
with span as (
  select timezone, (min(start_us) + 3599999999) // 3600000000 as first_hour, max(end_us) // 3600000000 as last_hour
  from stage.civil_day
  group by timezone
),
hour as (
  select s.timezone, unnest(range(s.first_hour, s.last_hour)) as hour
  from span as s
),
begun as (
  select h.timezone, h.hour, c.day, c.end_us
  from hour as h
  asof join stage.civil_day as c on c.timezone = h.timezone and h.hour * 3600000000 >= c.start_us
)
select b.timezone, b.hour, b.day, b.end_us, n.day as next_day, n.end_us as next_end_us
from begun as b
left join stage.civil_day as n on n.timezone = b.timezone and n.start_us = b.end_us
