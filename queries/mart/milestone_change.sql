-- grain: one row per complete snapshot, platform, date and former value that says something else than before
-- unit: civil dates; moved_days in days, positive: later; resources in count
-- why: which vendor dates moved, when that was seen, and whom it concerns: those of ITCare's support policy, else those on the resources' own items; a platform that was renamed is followed by its id
with state as (
  select p.platform, p.from_seq, p.until_seq, p.technology, p.released_on, p.end_of_sales_on, p.extended_support_on, p.end_of_support_on,
    coalesce(p.raw ->> '$.id', p.platform) as platform_key, p as said,
    lag(p) over (partition by p.platform order by p.from_seq) as own_before
  from stage.platform_state as p
),
paired as (
  select s.*, coalesce(s.own_before, f.said) as before, case when s.own_before is null then f.platform end as former_platform
  from state as s
  left join state as f
    on s.own_before is null and f.platform_key = s.platform_key and f.until_seq = s.from_seq and f.platform <> s.platform
),
moved as (
  select platform, former_platform, technology, from_seq, 'released_on' as milestone, before.released_on as from_on, released_on as to_on from paired where before is not null
  union all
  select platform, former_platform, technology, from_seq, 'end_of_sales_on', before.end_of_sales_on, end_of_sales_on from paired where before is not null
  union all
  select platform, former_platform, technology, from_seq, 'extended_support_on', before.extended_support_on, extended_support_on from paired where before is not null
  union all
  select platform, former_platform, technology, from_seq, 'end_of_support_on', before.end_of_support_on, end_of_support_on from paired where before is not null
),
event as (
  select * from moved where from_on is distinct from to_on
),
concerned as (
  select e.platform, e.from_seq, count(*) as resources
  from (select distinct platform, from_seq from event) as e
  join stage.resource_span as r
    on lower(trim(r.platform)) = lower(trim(e.platform)) and e.from_seq >= r.from_seq and (r.until_seq is null or e.from_seq < r.until_seq)
  group by e.platform, e.from_seq
),
-- Dates on the items of resources, for platforms whose move the support policy does not tell.
item as (
  select c.snapshot_seq, lower(trim(c.platform)) as platform_key, c.platform, c.technology, c.is_present,
    row(c.released_on, c.end_of_sales_on, c.extended_support_on, c.end_of_support_on) as dates,
    lag(row(lower(trim(c.platform)), c.is_present, row(c.released_on, c.end_of_sales_on, c.extended_support_on, c.end_of_support_on)))
      over (partition by c.resource_id order by c.snapshot_seq) as before
  from stage.resource_change as c
),
item_moved as (
  select i.snapshot_seq, i.platform_key, i.platform, i.technology,
    unnest(['released_on', 'end_of_sales_on', 'extended_support_on', 'end_of_support_on']) as milestone,
    unnest([i.before[3][1], i.before[3][2], i.before[3][3], i.before[3][4]]) as from_on,
    unnest([i.dates[1], i.dates[2], i.dates[3], i.dates[4]]) as to_on
  from item as i
  where i.is_present and i.before[2] and i.before[1] = i.platform_key and i.before[3] is distinct from i.dates
),
item_event as (
  select snapshot_seq, min(platform) as platform, min(technology) as technology, milestone, from_on, to_on, count(*) as resources, platform_key
  from item_moved
  where from_on is distinct from to_on
  group by snapshot_seq, platform_key, milestone, from_on, to_on
)
select n.snapshot_id, n.taken_at, n.taken_on as seen_on, e.platform, e.former_platform, e.technology, e.milestone,
  e.from_on, e.to_on, e.to_on - e.from_on as moved_days, coalesce(c.resources, 0) as resources
from event as e
join stage.itcare_snapshot as n on n.snapshot_seq = e.from_seq
left join concerned as c on c.platform = e.platform and c.from_seq = e.from_seq
union all
select n.snapshot_id, n.taken_at, n.taken_on, i.platform, null, i.technology, i.milestone,
  i.from_on, i.to_on, i.to_on - i.from_on, i.resources
from item_event as i
anti join event as e on e.from_seq = i.snapshot_seq and e.milestone = i.milestone and lower(trim(e.platform)) = i.platform_key
join stage.itcare_snapshot as n on n.snapshot_seq = i.snapshot_seq
