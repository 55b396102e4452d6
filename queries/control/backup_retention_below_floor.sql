-- grain: one row per resource with a backup
-- unit: days
-- why: what is kept for less than documented cannot be restored when it is asked for
-- title: Backups kept for less than the floor
-- description: The longest retention over the policy's units, against the documented one of its kind. A kind without a documented floor is skipped.
-- severity: alarm
-- param instance_days = 28: floor of instances
-- param mariadb_days = 14: floor of MariaDB
-- param postgresql_production_days = 14: floor of PostgreSQL in production
-- param postgresql_other_days = 7: floor of PostgreSQL elsewhere
-- param kubernetes_days = 7: floor of etcd of Kubernetes
with params as (
  select cast($instance_days as double) as instance_days, cast($mariadb_days as double) as mariadb_days,
    cast($postgresql_production_days as double) as postgresql_production_days,
    cast($postgresql_other_days as double) as postgresql_other_days, cast($kubernetes_days as double) as kubernetes_days
),
floored as (
  select f.*,
    case f.kind
      when 'instance' then p.instance_days
      when 'mariadb' then p.mariadb_days
      when 'kubernetes' then p.kubernetes_days
      when 'postgresql' then case when upper(f.environment) = 'PRODUCTION' then p.postgresql_production_days when f.environment is not null then p.postgresql_other_days end
    end as floor_days
  from stage.backup_fact as f
  cross join params as p
  where f.has_backup and f.exempt_reason is null
)
select f.resource_id as resource, f.name as resource_name, f.service_id,
  case
    when f.floor_days is null or f.retention_days is null then 'skip'
    when f.retention_days >= f.floor_days then 'ok'
    when f.is_stopped or f.status = 'PREPARATION' then 'info'
    else 'alarm'
  end as status,
  case
    when f.floor_days is null then 'no floor is documented for it'
    when f.retention_days is null then 'how long it is kept is unknown'
    when f.retention_days >= f.floor_days then printf('kept for %.15g days, the floor is %.15g', f.retention_days, f.floor_days)
    else case when f.is_stopped then 'stopped: ' when f.status = 'PREPARATION' then 'in preparation: ' else '' end || printf('kept for %.15g days, the floor is %.15g', f.retention_days, f.floor_days)
  end as reason,
  f.environment, f.policy, f.last_backup_at, f.size_gb, f.retention_days, f.floor_days, f.policy_replicates
from floored as f
