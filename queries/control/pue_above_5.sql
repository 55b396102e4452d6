-- grain: one row per datacenter of the calculated days
-- unit: PUE is a ratio
-- why: a PUE that high is a typing error more often than a building
-- title: PUE above 5
-- description: Some published day of the datacenter was calculated with a PUE above the limit.
-- severity: alarm
-- needs: run
-- param max_pue = 5: largest PUE that is believed
with params as (
  select cast($max_pue as double) as max_pue
)
select d.datacenter_id as resource, cast(null as bigint) as service_id,
  case when max(d.pue) > any_value(p.max_pue) then 'alarm' else 'ok' end as status,
  case when max(d.pue) > any_value(p.max_pue) then printf('PUE up to %.15g, first on ', max(d.pue)) || min(d.day) filter (d.pue > p.max_pue) else 'believable' end as reason,
  max(d.pue) as max_pue, count(*) filter (d.pue > p.max_pue) as days
from pue_day as d
cross join params as p
group by d.datacenter_id
