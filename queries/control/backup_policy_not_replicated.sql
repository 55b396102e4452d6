-- grain: one row per production resource with a backup policy
-- unit: none
-- why: a backup in the same datacenter goes with it; storage replication is another thing
-- title: Backup policy of production that does not replicate
-- description: The policy does not copy backups to a second datacenter of the region.
-- severity: alarm
-- param environments = PRODUCTION: environments whose backups must be replicated, | between them
with params as (
  select string_split(upper(cast($environments as varchar)), '|') as environments
)
select f.resource_id as resource, f.name as resource_name, f.service_id,
  case
    when f.policy_replicates is null then 'skip'
    when f.policy_replicates then 'ok'
    when f.is_stopped or f.status = 'PREPARATION' then 'info'
    else 'alarm'
  end as status,
  case
    when f.policy_replicates is null then 'ITCare does not say whether the policy replicates'
    when f.policy_replicates then 'replicated'
    else case when f.is_stopped then 'stopped: ' when f.status = 'PREPARATION' then 'in preparation: ' else '' end || 'the policy ' || f.policy || ' does not replicate'
  end as reason,
  f.environment, f.policy, f.last_backup_at, f.size_gb, f.retention_days, f.policy_replicates
from stage.backup_fact as f
join params as p on list_contains(p.environments, upper(f.environment))
where f.policy is not null and f.exempt_reason is null
