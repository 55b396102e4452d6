-- grain: one row per resource that a backup policy is attached to
-- unit: interval_h and window_h in hours, retention_days in days
-- why: of several policies the most frequent says how old a backup may be, and the longest how long it is kept
with read as (
  select f.resource_id, f.policy_id,
    case when bool_and(f.is_understood) then min(f.interval_h) end as interval_h,
    case when bool_and(f.is_understood) then max(f.kept_days) end as retention_days
  from stage.backup_frequency as f
  group by f.resource_id, f.policy_id
),
policy as (
  select p.resource_id, coalesce(p.name, p.label, p.policy_id) as name, p.is_replicated, p.duration_h, r.interval_h, r.retention_days
  from stage.backup_policy_state as p
  left join read as r on r.resource_id = p.resource_id and r.policy_id = p.policy_id
  where p.until_seq is null and p.scope = 'attached' and p.resource_id is not null
)
select resource_id, string_agg(distinct name, ' + ' order by name) as policy, min(interval_h) as interval_h,
  arg_min(coalesce(duration_h, 0), row(interval_h, coalesce(duration_h, 0))) filter (interval_h is not null) as window_h, max(retention_days) as retention_days, bool_or(is_replicated) as policy_replicates
from policy
group by resource_id
