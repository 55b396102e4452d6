-- grain: one row per resource with a backup whose size is known
-- unit: GB
-- why: a backup of nothing restores nothing
-- title: Empty backup
-- description: The last backup's size is 0. A size that is unknown is another finding (backup_size_unknown).
-- severity: alarm
select f.resource_id as resource, f.name as resource_name, f.service_id,
  case when f.size_gb <> 0 then 'ok' when f.is_stopped or f.status = 'PREPARATION' then 'info' else 'alarm' end as status,
  case when f.size_gb <> 0 then 'not empty' else case when f.is_stopped then 'stopped: ' when f.status = 'PREPARATION' then 'in preparation: ' else '' end || 'the last backup is empty' end as reason,
  f.environment, f.policy, f.last_backup_at, f.size_gb
from stage.backup_fact as f
where f.has_backup and f.exempt_reason is null and f.size_gb is not null
