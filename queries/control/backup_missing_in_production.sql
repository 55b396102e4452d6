-- grain: one row per production resource
-- unit: none
-- why: production is backed up by default; where it is not, somebody should have decided so
-- title: Production without backup
-- description: No policy, no backup and no sign that backup is on. Load balancers, nodes of clusters and hardware are skipped; stopped machines are an info.
-- severity: alarm
-- param environments = PRODUCTION: environments that must be backed up, | between them
with params as (
  select string_split(upper(cast($environments as varchar)), '|') as environments
)
select f.resource_id as resource, f.name as resource_name, f.service_id,
  case
    when f.exempt_reason is not null then 'skip'
    when f.has_backup then 'ok'
    when f.is_stopped or f.status = 'PREPARATION' then 'info'
    else 'alarm'
  end as status,
  case
    when f.exempt_reason is not null then f.exempt_reason
    when f.has_backup then 'backed up'
    when f.is_stopped then 'stopped, and without backup'
    when f.status = 'PREPARATION' then 'in preparation, and without backup'
    when f.is_backed_up is null then 'nothing says that it is backed up'
    else 'without backup'
  end as reason,
  f.environment, f.policy, f.last_backup_at, f.size_gb, f.retention_days, f.policy_replicates
from stage.backup_fact as f
join params as p on list_contains(p.environments, upper(f.environment))
