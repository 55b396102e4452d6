-- grain: one row per reason for which resources are left out
-- unit: resources in count
-- why: what is not looked at, and why
with judged as (
  select c.*, f.name, f.kind, f.cluster_id, f.is_stopped, f.status as resource_status, f.exempt_reason, f.has_backup, f.interval_h, f.window_h,
    coalesce(s.environment, c.environment) as service_environment, coalesce(upper(c.environment) = 'PRODUCTION', false) as is_production
  from backup_compliance as c
  join stage.backup_fact as f on f.resource_id = c.resource_id
  left join service as s on s.service_id = c.service_id
)
select regexp_replace(j.exempt_reason, 'its cluster \d+ is', 'its cluster is') as reason, count(*) as resources
from judged as j
where j.exempt_reason is not null
group by 1
order by resources desc, reason
