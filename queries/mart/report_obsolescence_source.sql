-- grain: one row per source of support dates
-- unit: resources in count; share of all
-- why: how much rests on ITCare's own dates and how much on others
with sourced as (
  select case when milestone_source is null then 'none' when milestone_source in ('itcare', 'itcare support policy') then replace(milestone_source, ' ', '_') else 'lifecycle' end as source_kind
  from resource_milestone
)
select source_kind, count(*) as resources, count(*) / sum(count(*)) over () as share
from sourced
group by source_kind
order by array_position(['itcare', 'itcare_support_policy', 'lifecycle', 'none'], source_kind)
