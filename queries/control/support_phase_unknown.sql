-- grain: one row per resource
-- unit: none
-- why: what has no dates is not safe, it is unknown
-- title: No support dates
-- description: Neither ITCare nor lifecycle.csv gives the resource a date, so that its phase is UNKNOWN.
-- severity: warning
select o.resource_id as resource, o.name as resource_name, o.service_id,
  case when o.support_phase <> 'UNKNOWN' then 'ok' else 'alarm' end as status,
  case
    when o.support_phase <> 'UNKNOWN' then 'dates are known'
    when o.platform is null then 'no date is known, nor which platform it is'
    else 'no date is known of ' || o.platform || '; product_map.csv and lifecycle.csv can give it'
  end as reason,
  o.environment, o.technology, o.platform, o.milestone_source
from resource_obsolescence as o
