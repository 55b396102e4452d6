-- grain: one row per platform and date that changed in the latest snapshots
-- unit: days
-- why: a date that moves changes a plan that somebody has made
-- title: A vendor date moved
-- description: A milestone of a platform says something else than before, seen within so many days of the latest snapshot.
-- severity: info
-- param days = 31: how long a move is news
with params as (
  select cast($days as integer) as days
)
select 'platform ' || c.platform || ' ' || c.milestone as resource, c.platform as resource_name, cast(null as bigint) as service_id,
  'info' as status,
  c.milestone || ' was ' || coalesce(cast(c.from_on as varchar), 'unknown') || ', is ' || coalesce(cast(c.to_on as varchar), 'unknown')
    || ' since ' || c.seen_on || '; ' || c.concerned || case when c.concerned = 1 then ' resource' else ' resources' end as reason,
  c.milestone, c.from_on, c.to_on, c.moved_days, c.seen_on, c.concerned as resources, c.former_platform
from (
  select *, sum(resources) over (partition by platform, milestone, snapshot_id) as concerned
  from milestone_change
) as c
cross join (select max(taken_on) as taken_on from stage.itcare_snapshot) as l
cross join params as p
where l.taken_on - c.seen_on <= p.days
qualify row_number() over (partition by c.platform, c.milestone order by c.taken_at desc, c.resources desc, c.to_on, c.from_on) = 1
