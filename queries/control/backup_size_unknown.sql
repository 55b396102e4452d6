-- grain: one row per resource of which a backup was made
-- unit: none
-- why: unknown is not 0: what nobody weighed can be neither charged nor trusted
-- title: Backup of unknown size
-- description: A backup was made and ITCare does not say its size.
-- severity: warning
select f.resource_id as resource, f.name as resource_name, f.service_id,
  case when f.size_gb is not null then 'ok' when f.is_stopped or f.status = 'PREPARATION' then 'info' else 'alarm' end as status,
  case when f.size_gb is not null then 'its size is known' else 'the size of its last backup is unknown' end as reason,
  f.environment, f.policy, f.last_backup_at
from stage.backup_fact as f
where f.last_backup_at is not null and f.exempt_reason is null
