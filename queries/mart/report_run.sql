-- grain: one row per run that speaks for a day of the period
-- unit: days; instants in UTC
-- why: provenance; its newest finished_at dates the document
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
),
days as (
  select
    p.run_id,
    count(distinct p.day) as days,
    min(p.day) as first_day,
    max(p.day) as last_day,
    max(p.version) as version
  from published_day as p, params
  where p.day between params.from_day and params.to_day
  group by p.run_id
)
select
  days.run_id,
  days.first_day,
  days.last_day,
  days.days,
  cast(days.version as bigint) as version,
  run.status,
  run.method_version,
  run.inputs_hash,
  strftime(timezone('UTC', run.finished_at), '%Y-%m-%d %H:%M:%S UTC') as finished_at
from days
inner join run on run.run_id = days.run_id
order by days.first_day, days.run_id
