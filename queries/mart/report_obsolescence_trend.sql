-- grain: one row per month and phase: up to 24 months back as they were seen, 36 months ahead as the dates foretell
-- unit: resources in count; month as YYYY-MM
-- why: how the estate aged and will age if nothing is done
with params as (
  select cast($as_of as date) as as_of
),
seen as (
  select h.month, h.support_phase, sum(h.resources) as resources
  from support_phase_history as h
  join params as p on h.month > p.as_of - interval 24 month
  group by h.month, h.support_phase
),
ahead as (
  select cast(date_trunc('month', p.as_of) + to_months(cast(n as integer)) as date) as month
  from params as p
  cross join (select unnest(range(1, 37)) as n)
),
foretold as (
  select m.month, a.support_phase, count(*) as resources
  from ahead as m
  join stage.resource_phase_span as a on (a.from_on is null or a.from_on <= m.month) and (a.until_on is null or a.until_on > m.month)
  join resource as r on r.resource_id = a.resource_id
  group by m.month, a.support_phase
),
told as (
  select month, support_phase, cast(resources as bigint) as resources, false as is_forecast from seen
  union all
  select month, support_phase, resources, true from foretold
)
select strftime(m.month, '%Y-%m') as month, p.support_phase, p.place, coalesce(t.resources, 0) as resources, cast(m.is_forecast as integer) as is_forecast
from (select distinct month, is_forecast from told) as m
cross join (select unnest(['END_OF_SUPPORT', 'EXTENDED', 'END_OF_SALES', 'STANDARD', 'UNKNOWN']) as support_phase, unnest([1, 2, 3, 4, 5]) as place) as p
left join told as t on t.month = m.month and t.is_forecast = m.is_forecast and t.support_phase = p.support_phase
order by m.month, p.place
