-- grain: one row per resource that should be backed up
-- unit: hours
-- why: a policy that is attached but never followed protects nothing
-- title: Backup that never ran
-- description: A policy is attached and no backup was ever made. What was created just before is an info; backup that is on without a known policy is skipped.
-- severity: alarm
-- param new_hours = 48: hours after its creation in which nobody expects a backup
with params as (
  select cast($new_hours as double) as new_hours
)
select f.resource_id as resource, f.name as resource_name, f.service_id,
  case
    when f.last_backup_at is not null then 'ok'
    when f.policy is null then 'skip'
    when f.is_stopped or f.status = 'PREPARATION' then 'info'
    when (epoch_us(f.taken_at) - epoch_us(f.created_at)) / 3600000000 < p.new_hours then 'info'
    else 'alarm'
  end as status,
  case
    when f.last_backup_at is not null then 'backed up before'
    when f.policy is null then 'backup is on; neither its policy nor its last backup is known'
    when f.is_stopped then 'stopped: no backup was ever made'
    when f.status = 'PREPARATION' then 'in preparation: no backup was made yet'
    when (epoch_us(f.taken_at) - epoch_us(f.created_at)) / 3600000000 < p.new_hours then 'new: no backup was made yet'
    else 'the policy ' || f.policy || ' is attached, and no backup was ever made'
  end as reason,
  f.environment, f.policy, f.created_at
from stage.backup_fact as f
cross join params as p
where f.has_backup and f.exempt_reason is null
