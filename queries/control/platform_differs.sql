-- grain: one row per resource that ITCare's obsolescence list names
-- unit: none
-- why: a resource under two platforms has two ends of support
-- title: Resource under two platforms
-- description: The resource's own platform against the one that ITCare's obsolescence list gives it.
-- severity: warning
select r.resource_id as resource, r.name as resource_name, r.service_id,
  case
    when r.platform is null or o.platform is null then 'skip'
    when lower(trim(r.platform)) = lower(trim(o.platform)) then 'ok'
    else 'alarm'
  end as status,
  case
    when r.platform is null or o.platform is null then 'only one of them is given'
    when lower(trim(r.platform)) = lower(trim(o.platform)) then 'the same'
    else 'its item says ' || r.platform || ', the obsolescence list ' || o.platform
  end as reason,
  r.environment, r.platform, o.platform as listed_platform, r.end_of_support_on, o.end_of_support_on as listed_end_of_support_on
from resource as r
join obsolescence as o on o.resource_id = r.resource_id
