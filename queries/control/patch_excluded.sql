-- grain: one row per resource of which ITCare says whether it is patched
-- unit: days
-- why: an exclusion is a decision, and decisions age
-- title: Excluded from patch parties
-- description: The resource is excluded from the quarterly patches; with who, why and for how long. Without a reason it is worse than with one that is young.
-- severity: warning
-- param min_days = 0: exclusions with a reason that are younger are an info
with params as (
  select cast($min_days as double) as min_days
),
-- Days gone by between two instants: no zone's midnight counts.
aged as (
  select r.*, (epoch_us(r.taken_at) - epoch_us(r.patch_excluded_at)) // 86400000000 as age_days, nullif(trim(r.patch_exclusion_reason), '') as why
  from stage.resource_care as r
  where r.is_patch_excluded is not null
)
select a.resource_id as resource, a.name as resource_name, a.service_id,
  case
    when not a.is_patch_excluded then 'ok'
    when a.why is not null and a.age_days < p.min_days then 'info'
    else 'alarm'
  end as status,
  case
    when not a.is_patch_excluded then 'takes part'
    else 'excluded' || coalesce(' for ' || a.age_days || case when a.age_days = 1 then ' day' else ' days' end, '') || coalesce(' by ' || a.excluded_by, '') || coalesce(': ' || a.why, ', no reason given')
  end as reason,
  a.environment, a.why as exclusion_reason, a.patch_excluded_at as excluded_at, a.age_days, a.patch_tag
from aged as a
cross join params as p
