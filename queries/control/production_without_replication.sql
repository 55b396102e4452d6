-- grain: one row per production resource
-- unit: none
-- why: what stands in one datacenter goes with it
-- title: Production without storage replication
-- description: ITCare says that storage is not replicated to the other site. What it says nothing of is skipped.
-- severity: warning
-- param environments = PRODUCTION: environments it is expected in, | between them
with params as (
  select string_split(upper(cast($environments as varchar)), '|') as environments
)
select r.resource_id as resource, r.name as resource_name, r.service_id,
  case
    when r.is_replicated then 'ok'
    when r.is_replicated is null then 'skip'
    when r.status = 'ACTIVE' then 'alarm'
    else 'info'
  end as status,
  case
    when r.is_replicated then 'replicated'
    when r.is_replicated is null then 'ITCare does not say'
    when r.status = 'INACTIVE' then 'stopped: not replicated'
    when r.status = 'PREPARATION' then 'in preparation: not replicated'
    else 'not replicated'
  end as reason,
  r.environment, r.kind
from stage.resource_care as r
join params as p on list_contains(p.environments, upper(r.environment))
