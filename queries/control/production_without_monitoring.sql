-- grain: one row per production resource
-- unit: none
-- why: what nobody watches fails first and is noticed last
-- title: Production without monitoring
-- description: ITCare says that monitoring is off. What it says nothing of is skipped.
-- severity: alarm
-- param environments = PRODUCTION: environments it is expected in, | between them
with params as (
  select string_split(upper(cast($environments as varchar)), '|') as environments
)
select r.resource_id as resource, r.name as resource_name, r.service_id,
  case
    when r.is_monitored then 'ok'
    when r.is_monitored is null then 'skip'
    when r.status = 'ACTIVE' then 'alarm'
    else 'info'
  end as status,
  case
    when r.is_monitored then 'monitored'
    when r.is_monitored is null then 'ITCare does not say'
    when r.status = 'INACTIVE' then 'stopped: not monitored'
    when r.status = 'PREPARATION' then 'in preparation: not monitored'
    else 'not monitored'
  end as reason,
  r.environment, r.kind
from stage.resource_care as r
join params as p on list_contains(p.environments, upper(r.environment))
