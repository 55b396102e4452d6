-- grain: one row per resource
-- unit: days
-- why: an upgrade takes a quarter, so it has to be seen a quarter before
-- title: End of support is near
-- description: The end of support begins within so many days of the snapshot's date.
-- severity: warning
-- param days = 180: how far ahead to look
with params as (
  select cast($days as integer) as days
)
select r.resource_id as resource, r.name as resource_name, r.service_id,
  case
    when r.support_phase in ('UNKNOWN', 'END_OF_SUPPORT') then 'skip'
    when r.end_of_support_on is null or r.end_of_support_on - o.taken_on > p.days then 'ok'
    when r.status = 'INACTIVE' then 'info'
    else 'alarm'
  end as status,
  case
    when r.support_phase = 'UNKNOWN' then 'no date is known'
    when r.support_phase = 'END_OF_SUPPORT' then 'its support has ended already'
    when r.end_of_support_on is null then 'no end of support is announced'
    when r.end_of_support_on - o.taken_on > p.days then 'not so soon'
    else case when r.status = 'INACTIVE' then 'stopped: ' else '' end || 'support ends on ' || r.end_of_support_on || ', in ' || (r.end_of_support_on - o.taken_on) || case when r.end_of_support_on - o.taken_on = 1 then ' day' else ' days' end
  end as reason,
  r.environment, r.technology, r.platform, r.support_phase, r.end_of_support_on, r.end_of_support_on - o.taken_on as days_left
from resource as r
cross join (select max(taken_on) as taken_on from stage.itcare_snapshot) as o
cross join params as p
