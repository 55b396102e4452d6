-- grain: one row per technology that has resources
-- unit: resources in count; scores from 0 to 100, of the resources with data
-- why: where the obsolescence is, by technology
with aged as (
  select * from resource_obsolescence_on($as_of)
)
select a.technology,
  count(*) as resources,
  count(*) filter (a.support_phase = 'END_OF_SUPPORT') as end_of_support,
  count(*) filter (a.support_phase = 'EXTENDED') as extended,
  count(*) filter (a.support_phase = 'END_OF_SALES') as end_of_sales,
  count(*) filter (a.support_phase = 'STANDARD') as standard,
  count(*) filter (a.support_phase = 'UNKNOWN') as unknown,
  count(*) filter (a.next_phase = 'END_OF_SUPPORT' and a.days_left <= 365) as ending_within_a_year,
  min(a.next_on) as next_on,
  cast(max(a.score) as double) as max_score,
  cast(sum(a.score) as bigint) as score_sum,
  count(a.score) as scored,
  sum(a.score) / nullif(count(a.score), 0) as mean_score
from aged as a
left join service as s on s.service_id = a.service_id
group by a.technology
order by end_of_support desc, extended desc, resources desc, a.technology nulls last
