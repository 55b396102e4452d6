-- grain: one row
-- unit: resources in count, sizes in GB; coverage and compliance are ratios
-- why: the key figures of page one
with judged as (
  select c.*, f.name, f.kind, f.cluster_id, f.is_stopped, f.status as resource_status, f.exempt_reason, f.has_backup, f.interval_h, f.window_h,
    coalesce(s.environment, c.environment) as service_environment, coalesce(upper(c.environment) = 'PRODUCTION', false) as is_production
  from backup_compliance as c
  join stage.backup_fact as f on f.resource_id = c.resource_id
  left join service as s on s.service_id = c.service_id
),
month as (
  select month, sum(cast(backup_gb as decimal(38, 6))) as backup_gb from backup_month group by month
),
trend as (
  select arg_max(backup_gb, month) as backup_gb, arg_max(backup_gb, month) - max(backup_gb) filter (month = (select max(month) from month) - interval 1 month) as change_gb
  from month
)
select
  count(*) as resources,
  count(*) filter (j.status <> 'skip') as in_scope,
  count(*) filter (j.status <> 'skip' and j.has_backup) as backed_up,
  count(*) filter (j.status = 'ok') as ok,
  count(*) filter (j.status = 'info') as info,
  count(*) filter (j.status = 'alarm') as alarms,
  count(*) filter (j.status = 'skip') as skipped,
  count(*) filter (j.status <> 'skip' and j.has_backup) / nullif(count(*) filter (j.status <> 'skip'), 0) as coverage,
  count(*) filter (j.status = 'ok') / nullif(count(*) filter (j.status in ('ok', 'alarm')), 0) as compliance,
  sum(cast(j.size_gb as decimal(38, 6))) filter (j.status <> 'skip') as size_gb,
  count(*) filter (j.is_production and j.status <> 'skip') as production_in_scope,
  count(*) filter (j.is_production and j.status <> 'skip' and not j.has_backup) as production_unprotected,
  count(*) filter (j.is_production and j.status <> 'skip' and j.has_backup)
    / nullif(count(*) filter (j.is_production and j.status <> 'skip'), 0) as production_coverage,
  count(*) filter (j.is_production and j.status = 'alarm') as production_alarms,
  count(*) filter (j.reason like '%older than its policy%' and j.status = 'alarm') as too_old,
  count(*) filter (j.has_backup and j.last_backup_at is not null and j.size_gb is null and j.status <> 'skip') as size_unknown,
  any_value(t.backup_gb) as backup_gb,
  any_value(t.change_gb) as change_gb
from judged as j
cross join trend as t
