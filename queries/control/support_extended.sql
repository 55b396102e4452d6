-- grain: one row per resource
-- unit: days
-- why: extended support is best effort, and the time to leave
-- title: In extended support
-- description: Our phase, from the milestones, as of the snapshot: best effort only.
-- severity: warning
select o.resource_id as resource, o.name as resource_name, o.service_id,
  case when o.support_phase = 'UNKNOWN' then 'skip' when o.support_phase <> 'EXTENDED' then 'ok' when o.status = 'INACTIVE' then 'info' else 'alarm' end as status,
  case
    when o.support_phase = 'UNKNOWN' then 'no date is known'
    when o.support_phase <> 'EXTENDED' then 'not in that phase'
    else case when o.status = 'INACTIVE' then 'stopped: ' else '' end || coalesce(o.platform, 'its platform') || ' has been in EXTENDED since '
      || case 'EXTENDED' when 'EXTENDED' then m.extended_support_on else m.end_of_support_on end
  end as reason,
  o.environment, o.technology, o.platform, o.support_phase, o.next_phase, o.next_on, o.days_left, o.score, o.milestone_source
from resource_obsolescence as o
join resource_milestone as m on m.resource_id = o.resource_id
