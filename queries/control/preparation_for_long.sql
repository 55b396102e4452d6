-- grain: one row per resource in preparation
-- unit: days
-- why: what is never finished is paid for all the same
-- title: In preparation for long
-- description: Days since the resource was created, where it has been in preparation as long as we know it, else since the snapshot that first showed it so.
-- severity: warning
-- param max_days = 30: how long a preparation may take
with params as (
  select cast($max_days as integer) as max_days
),
began as (
  select r.resource_id, r.name, r.service_id, r.environment, r.taken_at,
    case when s.is_first_seen then coalesce(n.created_at, s.since_at) else s.since_at end as since_at
  from stage.resource_care as r
  join stage.resource_now as n on n.resource_id = r.resource_id
  join stage.resource_status_since as s on s.resource_id = r.resource_id
  where r.status = 'PREPARATION'
),
-- Days gone by between two instants: no zone's midnight counts.
aged as (
  select *, (epoch_us(taken_at) - epoch_us(since_at)) // 86400000000 as age_days
  from began
)
select a.resource_id as resource, a.name as resource_name, a.service_id,
  case when a.age_days > p.max_days then 'alarm' else 'ok' end as status,
  'in preparation for ' || a.age_days || case when a.age_days = 1 then ' day' else ' days' end as reason,
  a.environment, a.since_at
from aged as a
cross join params as p
