-- grain: one row per complete snapshot, platform of ITCare's support policy and date that says something else than before
-- unit: civil dates; moved_days in days, positive: later; resources in count
-- why: which vendor dates moved, when that was seen, and whom it concerns; a platform that was renamed is followed by its id
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
)
select n.snapshot_id, n.taken_at, cast(timezone('UTC', n.taken_at) as date) as seen_on, e.platform, e.former_platform, e.technology, e.milestone,
  e.from_on, e.to_on, e.to_on - e.from_on as moved_days, coalesce(c.resources, 0) as resources
from event as e
join stage.itcare_snapshot as n on n.snapshot_seq = e.from_seq
left join concerned as c on c.platform = e.platform and c.from_seq = e.from_seq
