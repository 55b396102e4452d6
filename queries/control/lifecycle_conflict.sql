-- grain: one row per platform and milestone that both ITCare and lifecycle.csv give
-- unit: days
-- why: ITCare's date is the one that counts, so that it had better be the right one
-- title: ITCare's date is not lifecycle.csv's
-- description: Both dates of a platform that product_map.csv matches to a cycle, where they are further apart than the tolerance.
-- severity: warning
-- needs: itcare, lifecycle, product_map
-- param tolerance_days = 0: how far apart they may be
with params as (
  select cast($tolerance_days as integer) as tolerance_days
)
select 'platform ' || c.platform || ' ' || c.milestone as resource, c.platform as resource_name, cast(null as bigint) as service_id,
  case when abs(c.difference_days) <= p.tolerance_days or c.milestone = 'released_on' then 'info' else 'alarm' end as status,
  c.milestone || ': ITCare says ' || c.itcare_on || ', ' || c.milestone_source || ' says ' || c.lifecycle_on as reason,
  c.itcare_on, c.lifecycle_on, c.difference_days, c.resources
from lifecycle_conflict as c
cross join params as p
