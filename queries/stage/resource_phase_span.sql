-- grain: one row per resource and span of days in which its milestones give one phase
-- unit: from_on included, until_on excluded; NULL: always before, never after
-- why: the phase of any day, the next one and the days until then are one comparison
with point as (
  select r.resource_id,
    -- A later phase that begins first leaves nothing to an earlier one.
    r.end_of_support_on as ended_on,
    least(r.extended_support_on, r.end_of_support_on) as extended_on,
    least(r.end_of_sales_on, r.extended_support_on, r.end_of_support_on) as sold_on,
    coalesce(r.released_on, r.end_of_sales_on, r.extended_support_on, r.end_of_support_on) is not null as is_dated
  from stage.resource_milestone as r
),
span as (
  select resource_id, 0 as rank, case when is_dated then 'STANDARD' else 'UNKNOWN' end as support_phase, cast(null as date) as from_on, sold_on as until_on
  from point
  union all
  select resource_id, 1, 'END_OF_SALES', sold_on, extended_on from point where sold_on is not null
  union all
  select resource_id, 2, 'EXTENDED', extended_on, ended_on from point where extended_on is not null
  union all
  select resource_id, 3, 'END_OF_SUPPORT', ended_on, null from point where ended_on is not null
)
select resource_id, rank, support_phase, from_on, until_on,
  lead(support_phase) over (partition by resource_id order by rank) as next_phase
from span
where until_on is null or from_on is null or until_on > from_on
