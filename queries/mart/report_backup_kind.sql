-- grain: one row per kind of resource
-- unit: resources in count, sizes in GB; floor in days
-- why: which kinds are protected, and which are left out by rule
with judged as (
  select c.*, f.name, f.kind, f.cluster_id, f.is_stopped, f.status as resource_status, f.exempt_reason, f.has_backup, f.interval_h, f.window_h,
    coalesce(s.environment, c.environment) as service_environment, coalesce(upper(c.environment) = 'PRODUCTION', false) as is_production
  from backup_compliance as c
  join stage.backup_fact as f on f.resource_id = c.resource_id
  left join service as s on s.service_id = c.service_id
)
select j.kind, max(j.floor_days) as floor_days,
  count(*) as resources,
  count(*) filter (j.status <> 'skip') as in_scope,
  count(*) filter (j.status <> 'skip' and j.has_backup) as backed_up,
  count(*) filter (j.status = 'ok') as ok,
  count(*) filter (j.status = 'info') as info,
  count(*) filter (j.status = 'alarm') as alarms,
  count(*) filter (j.status = 'skip') as skipped,
  count(*) filter (j.status <> 'skip' and j.has_backup) / nullif(count(*) filter (j.status <> 'skip'), 0) as coverage,
  count(*) filter (j.status = 'ok') / nullif(count(*) filter (j.status in ('ok', 'alarm')), 0) as compliance,
  sum(cast(j.size_gb as decimal(38, 6))) filter (j.status <> 'skip') as size_gb
from judged as j
group by j.kind
order by in_scope desc, resources desc, j.kind
