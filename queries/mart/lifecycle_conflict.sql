-- grain: one row per platform, milestone and date of ITCare's that lifecycle.csv gives otherwise
-- unit: civil dates, the first days of the phases; difference_days in days, positive: ITCare's is later
-- why: two sources that disagree are both shown; ITCare's date is the one that counts
with said as (
  select lower(trim(p.platform)) as platform_key, p.platform, p.released_on, p.extended_support_on, p.end_of_support_on, 0 as resources
  from stage.platform_state as p
  where p.until_seq is null
  union all
  select lower(trim(r.platform)), r.platform, r.released_on, r.extended_support_on, r.end_of_support_on, 1
  from stage.resource_now as r
),
date_said as (
  select platform_key, platform, 'released_on' as milestone, released_on as itcare_on, resources from said
  union all
  select platform_key, platform, 'extended_support_on', extended_support_on, resources from said
  union all
  select platform_key, platform, 'end_of_support_on', end_of_support_on, resources from said
),
date_known as (
  select platform_key, product, cycle, milestone_source, 'released_on' as milestone, released_on as lifecycle_on from stage.platform_lifecycle
  union all
  select platform_key, product, cycle, milestone_source, 'extended_support_on', extended_support_on from stage.platform_lifecycle
  union all
  select platform_key, product, cycle, milestone_source, 'end_of_support_on', end_of_support_on from stage.platform_lifecycle
)
select min(s.platform) as platform, s.milestone, s.itcare_on, k.lifecycle_on, s.itcare_on - k.lifecycle_on as difference_days,
  k.product, k.cycle, k.milestone_source, cast(sum(s.resources) as bigint) as resources
from date_said as s
join date_known as k on k.platform_key = s.platform_key and k.milestone = s.milestone and k.lifecycle_on <> s.itcare_on
group by s.platform_key, s.milestone, s.itcare_on, k.lifecycle_on, k.product, k.cycle, k.milestone_source
