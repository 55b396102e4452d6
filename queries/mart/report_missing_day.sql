-- grain: one row per unbroken span of days of the period that no published run covers
-- unit: days
-- why: "N of M days" says how many; this says which
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
),
calendar as (
  select cast(unnest(generate_series(from_day, to_day, interval 1 day)) as date) as day from params
),
missing as (
  select calendar.day, calendar.day - cast(row_number() over (order by calendar.day) as integer) as span
  from calendar
  where calendar.day not in (select published_day.day from published_day)
)
select min(day) as first_day, max(day) as last_day, count(*) as days
from missing
group by span
order by first_day
