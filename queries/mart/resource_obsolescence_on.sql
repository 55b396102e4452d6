-- grain: one row per resource of the latest complete snapshot, on any date
-- unit: days_left in days, score from 0 to 100; d is a civil date, no row where it is NULL
-- why: a table macro: how near each resource is to the end of its support on that date, adapted from ServiceNow's published lifecycle formula; without data there is no score
with params as (
  select cast($d as date) as d
)
select r.resource_id, r.name, r.service_id, r.service_name, r.environment, r.cloud_name, r.technology, r.platform, r.status,
  a.support_phase, a.next_phase, a.until_on as next_on, a.until_on - p.d as days_left,
  case when a.support_phase = 'END_OF_SUPPORT' then 100 else w.score end as score,
  case when a.support_phase = 'END_OF_SUPPORT' then 'past_end_of_support' when w.score is null then 'no_data' else 'scored' end as score_class,
  m.milestone_source
from params as p
join stage.resource_phase_span as a on (a.from_on is null or a.from_on <= p.d) and (a.until_on is null or a.until_on > p.d)
join stage.resource_milestone as m on m.resource_id = a.resource_id and m.is_present
join stage.resource_now as r on r.resource_id = a.resource_id
left join stage.score_weight as w on w.next_phase = a.next_phase and a.until_on - p.d between w.from_days and w.to_days
where p.d is not null
