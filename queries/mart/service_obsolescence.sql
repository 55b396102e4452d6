-- grain: one row per service of the latest complete snapshot that has resources
-- unit: scores from 0 to 100; counts of resources
-- why: which services are nearest to the end of support; resources without data are counted, not scored
with params as (
  select max(taken_on) as d
  from stage.itcare_snapshot
),
scored as (
  select r.service_id, coalesce(s.name, r.service_name) as service_name, coalesce(s.environment, r.environment) as environment,
    coalesce(s.cloud_name, r.cloud_name) as cloud_name, a.support_phase,
    case when a.support_phase = 'END_OF_SUPPORT' then 100 else w.score end as score
  from params as p
  join stage.resource_phase_span as a on (a.from_on is null or a.from_on <= p.d) and (a.until_on is null or a.until_on > p.d)
  join stage.resource_now as r on r.resource_id = a.resource_id
  left join stage.service_state as s on s.until_seq is null and s.service_id = r.service_id
  left join stage.score_weight as w on w.next_phase = a.next_phase and a.until_on - p.d between w.from_days and w.to_days
)
select r.service_id, any_value(r.service_name) as service_name, any_value(r.environment) as environment, any_value(r.cloud_name) as cloud_name, count(*) as resources, max(r.score) as max_score, avg(r.score) as mean_score,
  count(*) filter (r.score is null) as without_data,
  count(*) filter (r.support_phase = 'STANDARD') as standard,
  count(*) filter (r.support_phase = 'END_OF_SALES') as end_of_sales,
  count(*) filter (r.support_phase = 'EXTENDED') as extended,
  count(*) filter (r.support_phase = 'END_OF_SUPPORT') as end_of_support,
  count(*) filter (r.support_phase = 'UNKNOWN') as unknown
from scored as r
group by r.service_id
