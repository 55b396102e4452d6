-- grain: one row per platform of ITCare's support policy in the latest complete snapshot
-- unit: civil dates; os_migrations and resources in count
-- why: where to go from here: the newest STANDARD platform of its technology, and the newest target that upgrade_paths.csv supports
with latest as (
  select max(cast(timezone('UTC', taken_at) as date)) as taken_on
  from stage.itcare_snapshot
),
phased as (
  select p.platform, lower(trim(p.platform)) as platform_key, p.technology, p.category, p.released_on,
    case
      when l.taken_on >= p.end_of_support_on then 'END_OF_SUPPORT'
      when l.taken_on >= p.extended_support_on then 'EXTENDED'
      when l.taken_on >= p.end_of_sales_on then 'END_OF_SALES'
      when coalesce(p.released_on, p.end_of_sales_on, p.extended_support_on, p.end_of_support_on) is not null then 'STANDARD'
      else 'UNKNOWN'
    end as support_phase
  from stage.platform_state as p
  cross join latest as l
  where p.until_seq is null
),
newest as (
  select technology, platform, released_on
  from phased
  where support_phase = 'STANDARD' and technology is not null
  qualify row_number() over (partition by technology order by released_on desc nulls last, platform desc) = 1
),
path as (
  select lower(trim(u.from_platform)) as platform_key, u.to_platform, u.os_migrations, u.note, t.support_phase
  from stage.upgrade_path as u
  left join phased as t on t.platform_key = lower(trim(u.to_platform))
  qualify row_number() over (
    partition by lower(trim(u.from_platform))
    order by t.released_on desc nulls last, u.os_migrations desc, u.to_platform desc) = 1
),
used as (
  select lower(trim(platform)) as platform_key, count(*) as resources
  from stage.resource_now
  group by 1
)
select p.platform, p.technology, p.category, p.support_phase, coalesce(u.resources, 0) as resources,
  n.platform as successor, n.released_on as successor_released_on, d.to_platform is not null as is_successor_supported, d.os_migrations as successor_os_migrations,
  a.to_platform as supported_upgrade, a.support_phase as supported_upgrade_phase, a.os_migrations, a.note
from phased as p
left join used as u on u.platform_key = p.platform_key
left join newest as n on n.technology = p.technology and n.platform <> p.platform
left join stage.upgrade_path as d
  on lower(trim(d.from_platform)) = p.platform_key and lower(trim(d.to_platform)) = lower(trim(n.platform))
left join path as a on a.platform_key = p.platform_key
