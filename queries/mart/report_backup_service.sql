-- grain: one row per service that has resources
-- unit: resources in count, sizes in GB
-- why: coverage by service, the most alarms first
with judged as (
  select c.*, f.name, f.kind, f.cluster_id, f.is_stopped, f.status as resource_status, f.exempt_reason, f.has_backup, f.interval_h, f.window_h,
    coalesce(s.environment, c.environment) as service_environment, coalesce(upper(c.environment) = 'PRODUCTION', false) as is_production
  from backup_compliance as c
  join stage.backup_fact as f on f.resource_id = c.resource_id
  left join service as s on s.service_id = c.service_id
)
select j.service_id, any_value(s.name) as service, any_value(j.service_environment) as environment, any_value(s.cloud_name) as cloud_name,
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
left join service as s on s.service_id = j.service_id
group by j.service_id
order by alarms desc, coverage nulls last, resources desc, j.service_id nulls last
