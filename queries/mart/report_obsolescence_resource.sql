-- grain: one row per resource, the most urgent first
-- unit: civil dates, first days of the phases; days_left to the next phase, days_past since the end of support; score from 0 to 100
-- why: the full list
with params as (
  select cast($as_of as date) as as_of
),
-- As resource_obsolescence_on(as_of), whose parameter a query may name only once.
aged as (
  select a.resource_id, a.support_phase, a.next_phase, a.until_on as next_on, a.until_on - p.as_of as days_left,
    case when a.support_phase = 'END_OF_SUPPORT' then 100 else w.score end as score
  from params as p
  join stage.resource_phase_span as a on (a.from_on is null or a.from_on <= p.as_of) and (a.until_on is null or a.until_on > p.as_of)
  left join stage.score_weight as w on w.next_phase = a.next_phase and a.until_on - p.as_of between w.from_days and w.to_days
)
select a.resource_id, r.name, r.service_id, coalesce(s.name, r.service_name) as service, coalesce(r.environment, s.environment) as environment, coalesce(r.cloud_name, s.cloud_name) as cloud_name,
  r.technology, r.platform, r.status, a.support_phase, r.declared_phase, a.next_phase, a.next_on, a.days_left,
  m.end_of_support_on - p.as_of as support_days_left,
  m.released_on, m.end_of_sales_on, m.extended_support_on, m.end_of_support_on, a.score,
  case when m.milestone_source is null then 'none' when m.milestone_source in ('itcare', 'itcare support policy') then replace(m.milestone_source, ' ', '_') else 'lifecycle' end as source_kind,
  m.milestone_source
from aged as a
cross join params as p
join resource as r on r.resource_id = a.resource_id
join resource_milestone as m on m.resource_id = a.resource_id
left join service as s on s.service_id = r.service_id
order by array_position(['END_OF_SUPPORT', 'EXTENDED', 'END_OF_SALES', 'STANDARD', 'UNKNOWN'], a.support_phase), m.end_of_support_on nulls last, a.next_on nulls last, service nulls last, r.name, a.resource_id
