-- grain: one row per platform and phase that its resources enter on one day, in the 24 months that follow
-- unit: civil dates; days from the day of the report; resources in count
-- why: the timeline: what happens when, and to how many
with params as (
  select cast($as_of as date) as as_of
)
select a.from_on as enters_on, strftime(a.from_on, '%Y-%m-%d') as day, a.from_on - p.as_of as days_left, any_value(r.technology) as technology, r.platform,
  a.support_phase as to_phase, a.rank,
  count(*) as resources, count(distinct r.service_id) as services,
  count(*) filter (upper(r.environment) = 'PRODUCTION') as in_production
from params as p
join stage.resource_phase_span as a on a.from_on > p.as_of and a.from_on <= p.as_of + interval 24 month
join resource as r on r.resource_id = a.resource_id
group by a.from_on, p.as_of, r.platform, a.support_phase, a.rank
order by a.from_on, r.platform nulls last, a.support_phase
