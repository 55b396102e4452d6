-- grain: one row per finding
-- unit: resources and services in count; a resource may have several findings
-- why: what is wrong, how often, and where
with judged as (
  select c.*, f.name, f.kind, f.cluster_id, f.is_stopped, f.status as resource_status, f.exempt_reason, f.has_backup, f.interval_h, f.window_h,
    coalesce(s.environment, c.environment) as service_environment, coalesce(upper(c.environment) = 'PRODUCTION', false) as is_production
  from backup_compliance as c
  join stage.backup_fact as f on f.resource_id = c.resource_id
  left join service as s on s.service_id = c.service_id
),
told as (
  select j.*, trim(unnest(string_split(regexp_replace(j.reason, '^(stopped|in preparation): ', ''), ';'))) as finding
  from judged as j
  where j.status = 'alarm'
)
select t.finding, count(*) as resources, count(*) filter (t.is_production) as in_production, count(distinct t.service_id) as services
from told as t
group by t.finding
order by resources desc, t.finding
