-- grain: one row per resource that a backup policy is attached to
-- unit: interval_h and window_h in hours, retention_days in days
-- why: of several policies the most frequent says how old a backup may be, and the longest how long it is kept
with read as (
  select frequencies,
    case when bool_and(is_understood) then min(interval_h) end as interval_h,
    case when bool_and(is_understood) then max(kept_days) end as retention_days
  from stage.backup_frequency
  group by frequencies
),
policy as (
  select p.resource_id, coalesce(p.name, p.label, p.policy_id) as name, p.is_replicated, coalesce(p.duration_h, 0) as duration_h,
    r.interval_h, r.retention_days, count(*) over (partition by p.resource_id) as policies
  from stage.backup_policy_state as p
  left join read as r on r.frequencies = p.frequencies
  where p.until_seq is null and p.scope = 'attached' and p.resource_id is not null
),
several as (
  select resource_id, array_to_string(list_sort(list_distinct(list(name))), ' + ') as policy, min(interval_h) as interval_h,
    arg_min(duration_h, row(interval_h, duration_h)) filter (interval_h is not null) as window_h,
    max(retention_days) as retention_days, bool_or(is_replicated) as policy_replicates
  from policy
  where policies > 1
  group by resource_id
)
select resource_id, name as policy, interval_h, case when interval_h is not null then duration_h end as window_h, retention_days,
  is_replicated as policy_replicates
from policy
where policies = 1
union all
select resource_id, policy, interval_h, window_h, retention_days, policy_replicates
from several
