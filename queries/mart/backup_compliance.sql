-- grain: one row per resource of the latest complete snapshot
-- unit: age_h and max_age_h in hours, size_gb in GB, retention_days and floor_days in days
-- why: is it backed up as it should be, by the documented rules; the controls backup_* say the same one by one, with other thresholds where wanted
with ruled as (
  select f.*, coalesce(upper(f.environment) = 'PRODUCTION', false) as is_production,
    f.interval_h + coalesce(f.window_h, 0) as max_age_h,
    case
      when f.kind = 'instance' then 28
      when f.kind = 'mariadb' then 14
      when f.kind = 'kubernetes' then 7
      when f.kind = 'postgresql' and upper(f.environment) = 'PRODUCTION' then 14
      when f.kind = 'postgresql' and f.environment is not null then 7
    end as floor_days,
    -- A backup may end while the estate is read, for an hour at most; beyond that its date is wrong, and so its age.
    coalesce(f.age_us < -3600000000, false) as is_dated_later,
    -- As long as the control backup_never_ran waits.
    coalesce(epoch_us(f.taken_at) - epoch_us(f.created_at) < 48 * 3600000000, false) as is_new
  from stage.backup_fact as f
),
judged as (
  select *,
    list_filter([
      case when is_production and not has_backup then 'production without backup' end,
      case when policy is not null and last_backup_at is null and not is_new then 'no backup was ever made' end,
      case when has_backup and age_us > cast(round(max_age_h * 3600000000) as bigint) then 'the last backup is older than its policy allows' end,
      case when is_production and policy is not null and not policy_replicates then 'the policy does not replicate' end,
      case when has_backup and retention_days < floor_days then 'kept for less than the floor' end,
      case when has_backup and size_gb = 0 then 'the backup is empty' end
    ], lambda finding: finding is not null) as findings,
    list_filter([
      case when not is_production and not has_backup then 'without backup, not production' end,
      case when policy is not null and last_backup_at is null and is_new then 'new: no backup was made yet' end,
      case when policy is null and has_backup and last_backup_at is null then 'neither its policy nor its last backup is known' end,
      case when has_backup and is_dated_later then 'the last backup is dated after the snapshot' end,
      case when has_backup and last_backup_at is not null and max_age_h is null then 'how often is unknown' end,
      case when has_backup and floor_days is not null and retention_days is null then 'how long it is kept is unknown' end,
      case when has_backup and last_backup_at is not null and size_gb is null then 'its size is unknown' end
    ], lambda finding: finding is not null) as remarks
  from ruled
)
select resource_id, service_id, environment,
  case
    when exempt_reason is not null then 'skip'
    when len(findings) > 0 and (is_stopped or status = 'PREPARATION') then 'info'
    when len(findings) > 0 then 'alarm'
    when len(remarks) > 0 then 'info'
    else 'ok'
  end as status,
  case
    when exempt_reason is not null then exempt_reason
    when len(findings) + len(remarks) = 0 then null
    else case when is_stopped then 'stopped: ' when status = 'PREPARATION' then 'in preparation: ' else '' end
      || array_to_string(list_concat(findings, remarks), '; ')
  end as reason,
  policy, last_backup_at, age_h, max_age_h, size_gb, retention_days, cast(floor_days as double) as floor_days, policy_replicates
from judged
