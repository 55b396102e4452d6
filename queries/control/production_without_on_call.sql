-- grain: one row per production resource
-- unit: none
-- why: an alert that wakes nobody waits until morning
-- title: Production without on-call
-- description: ITCare says that nobody is called at night. What it says nothing of is skipped.
-- severity: warning
-- param environments = PRODUCTION: environments it is expected in, | between them
with params as (
  select string_split(upper(cast($environments as varchar)), '|') as environments
)
select r.resource_id as resource, r.name as resource_name, r.service_id,
  case
    when r.is_on_call then 'ok'
    when r.is_on_call is null then 'skip'
    when r.status = 'ACTIVE' then 'alarm'
    else 'info'
  end as status,
  case
    when r.is_on_call then 'on call'
    when r.is_on_call is null then 'ITCare does not say'
    when r.status = 'INACTIVE' then 'stopped: not on call'
    when r.status = 'PREPARATION' then 'in preparation: not on call'
    else 'not on call'
  end as reason,
  r.environment, r.kind
from stage.resource_care as r
join params as p on list_contains(p.environments, upper(r.environment))
