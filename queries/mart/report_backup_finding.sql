-- grain: one row per resource with an alarm, production first
-- unit: ages in hours, sizes in GB, retention and floor in days; instants in UTC
-- why: the finding with its evidence, so that nobody has to look it up
with judged as (
  select c.*, f.name, f.kind, f.cluster_id, f.is_stopped, f.status as resource_status, f.exempt_reason, f.has_backup, f.interval_h, f.window_h,
    coalesce(s.environment, c.environment) as service_environment, coalesce(upper(c.environment) = 'PRODUCTION', false) as is_production
  from backup_compliance as c
  join stage.backup_fact as f on f.resource_id = c.resource_id
  left join service as s on s.service_id = c.service_id
),
waived as (
  select f.resource, max(f.waived_until) as waived_until, bool_and(f.waived_until is not null) as is_waived,
    cast(timezone('UTC', min(f.since_at)) as date) as since_on
  from control_finding as f
  where f.control like 'backup%' and f.status = 'alarm'
  group by f.resource
)
select j.resource_id, j.name, concat_ws(' · ', j.name, s.name) as name_and_service, j.service_id, s.name as service, j.service_environment as environment, s.cloud_name, j.kind, j.resource_status, j.status, j.reason,
  j.policy, strftime(timezone('UTC', j.last_backup_at), '%Y-%m-%d %H:%M') as last_backup_at, j.age_h, j.max_age_h, j.size_gb, j.retention_days, j.floor_days,
  j.policy_replicates, w.waived_until, w.since_on,
  -- On paper there is little room: both numbers of days together, and the waiver beside what it accepts.
  j.reason || coalesce('; waived until ' || w.waived_until, '') as finding,
  case when coalesce(j.retention_days, j.floor_days) is not null
    then coalesce(printf('%.15g', j.retention_days), '–') || ' / ' || coalesce(printf('%.15g', j.floor_days), '–') end as kept_of_floor
from judged as j
left join service as s on s.service_id = j.service_id
left join waived as w on w.resource = cast(j.resource_id as varchar)
where j.status = 'alarm'
order by j.is_production desc, environment nulls last, service nulls last, j.name, j.resource_id
