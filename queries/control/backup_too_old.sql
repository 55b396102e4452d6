-- grain: one row per resource with a backup
-- unit: hours
-- why: a backup that stopped is found on the day it is needed, unless somebody looks before
-- title: Last backup older than its policy allows
-- description: Age is the snapshot's instant less that of the last backup; allowed is the policy's smallest frequency x unit (1 h, 24 h, 7, 31, 92, 366 d) plus the grace. A last backup dated more than an hour after the snapshot has no age that could be judged: info.
-- severity: alarm
-- param grace_hours = : hours granted on top; blank: the policy's window (durationInHours), else 0
with params as (
  select cast($grace_hours as double) as grace_hours
),
aged as (
  select f.*, f.interval_h + coalesce(p.grace_hours, f.window_h, 0) as max_age_h
  from stage.backup_fact as f
  cross join params as p
  where f.has_backup and f.exempt_reason is null
),
judged as (
  select *, age_us > cast(round(max_age_h * 3600000000) as bigint) as is_late,
    coalesce(age_us < -3600000000, false) as is_dated_later
  from aged
)
select j.resource_id as resource, j.name as resource_name, j.service_id,
  case
    when j.is_dated_later then 'info'
    when j.last_backup_at is null or j.max_age_h is null then 'skip'
    when not j.is_late then 'ok'
    when j.is_stopped or j.status = 'PREPARATION' then 'info'
    else 'alarm'
  end as status,
  case
    when j.last_backup_at is null then 'no last backup is known'
    when j.is_dated_later then 'the last backup is dated after the snapshot'
    when j.max_age_h is null then 'how often it should be backed up is unknown'
    when not j.is_late then 'within what its policy allows'
    else case when j.is_stopped then 'stopped: ' when j.status = 'PREPARATION' then 'in preparation: ' else '' end
      || printf('the last backup is %.1f h old, %.1f h are allowed', j.age_h, j.max_age_h)
  end as reason,
  j.environment, j.policy, j.last_backup_at, j.age_h, j.max_age_h, j.size_gb, j.retention_days, j.policy_replicates
from judged as j
