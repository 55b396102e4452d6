-- grain: one row per resource of the latest complete snapshot
-- unit: interval_h, window_h and age_h in hours, sizes in GB, retention_days in days
-- why: all that the backup rules look at; a cluster of which nothing is said itself is what its nodes say
with latest as (
  select snapshot_seq, taken_at
  from stage.itcare_snapshot
  qualify row_number() over (order by snapshot_seq desc) = 1
),
own as (
  select r.resource_id, r.name, r.service_id, coalesce(r.environment, s.environment) as environment, r.status, r.created_at, r.is_backed_up,
    k.kind, k.cluster_id, k.cluster_kind,
    b.policy, b.interval_h, b.window_h, b.retention_days, b.policy_replicates, r.last_backup_at, r.backup_gb,
    b.policy is not null or r.last_backup_at is not null or r.backup_gb is not null as is_told
  from stage.resource_now as r
  join stage.resource_kind as k on k.resource_id = r.resource_id
  left join stage.service_state as s on s.until_seq is null and s.service_id = r.service_id
  left join stage.backup_rule as b on b.resource_id = r.resource_id
),
node as (
  select cluster_id, nullif(array_to_string(list_sort(list_distinct(list(policy) filter (policy is not null))), ' + '), '') as policy, min(interval_h) as interval_h,
    arg_min(coalesce(window_h, 0), row(interval_h, coalesce(window_h, 0))) filter (interval_h is not null) as window_h, min(retention_days) as retention_days, bool_and(policy_replicates) as policy_replicates,
    max(last_backup_at) as last_backup_at, cast(sum(cast(backup_gb as decimal(38, 6))) as double) as backup_gb, bool_or(is_backed_up) as is_backed_up
  from own
  where cluster_id is not null
  group by cluster_id
)
select o.resource_id, o.name, o.service_id, o.environment, o.status, o.created_at, o.kind, o.cluster_id,
  case
    when o.kind = 'load_balancer' then 'a load balancer holds no data'
    when o.kind = 'network' then 'network equipment holds no data'
    when o.kind = 'hardware' then 'a dedicated machine is not backed up as such'
    when o.cluster_kind = 'kubernetes' then 'nodes of Kubernetes are not backed up'
    when o.cluster_id is not null then 'a node: its cluster ' || o.cluster_id || ' is looked at'
  end as exempt_reason,
  o.status = 'INACTIVE' as is_stopped,
  coalesce(o.is_backed_up, n.is_backed_up) as is_backed_up,
  case when o.is_told then o.policy else n.policy end as policy,
  case when o.is_told then o.interval_h else n.interval_h end as interval_h,
  case when o.is_told then o.window_h else n.window_h end as window_h,
  case when o.is_told then o.retention_days else n.retention_days end as retention_days,
  case when o.is_told then o.policy_replicates else n.policy_replicates end as policy_replicates,
  case when o.is_told then o.last_backup_at else n.last_backup_at end as last_backup_at,
  case when o.is_told then o.backup_gb else n.backup_gb end as size_gb,
  (case when o.is_told then o.policy else n.policy end) is not null
    or (case when o.is_told then o.last_backup_at else n.last_backup_at end) is not null
    or coalesce(o.is_backed_up, n.is_backed_up, (case when o.is_told then o.backup_gb else n.backup_gb end) > 0, false) as has_backup,
  l.taken_at,
  (epoch_us(l.taken_at) - epoch_us(case when o.is_told then o.last_backup_at else n.last_backup_at end)) / 3600000000 as age_h,
  epoch_us(l.taken_at) - epoch_us(case when o.is_told then o.last_backup_at else n.last_backup_at end) as age_us
from own as o
cross join latest as l
-- Only what is no node itself; as a condition beside the key it would compare everything with everything.
left join node as n on n.cluster_id = case when o.cluster_id is null then o.resource_id end
