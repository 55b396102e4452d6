-- grain: one row per thing that is not known
-- unit: resources in count, of those in scope with a backup
-- why: unknown is not 0, and it is said
with judged as (
  select c.*, f.name, f.kind, f.cluster_id, f.is_stopped, f.status as resource_status, f.exempt_reason, f.has_backup, f.interval_h, f.window_h,
    coalesce(s.environment, c.environment) as service_environment, coalesce(upper(c.environment) = 'PRODUCTION', false) as is_production
  from backup_compliance as c
  join stage.backup_fact as f on f.resource_id = c.resource_id
  left join service as s on s.service_id = c.service_id
)
select u.subject, u.resources
from (
  select unnest(['interval', 'retention', 'size', 'last_backup', 'replica', 'environment', 'never_size_zero']) as subject,
    unnest([
      count(*) filter (j.has_backup and j.interval_h is null),
      count(*) filter (j.has_backup and j.floor_days is not null and j.retention_days is null),
      count(*) filter (j.has_backup and j.last_backup_at is not null and j.size_gb is null),
      count(*) filter (j.has_backup and j.last_backup_at is null),
      count(*) filter (j.has_backup and j.policy_replicates is null),
      count(*) filter (j.service_environment is null),
      count(*) filter (j.size_gb = 0)
    ]) as resources
  from judged as j
  where j.status <> 'skip'
) as u
order by array_position(['interval', 'retention', 'size', 'never_size_zero', 'last_backup', 'replica', 'environment'], u.subject)
