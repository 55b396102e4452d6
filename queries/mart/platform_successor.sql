-- grain: one row per platform of ITCare's support policy in the latest complete snapshot
-- unit: civil dates; os_migrations and resources in count
-- why: where to go from here: the newest STANDARD platform of its technology, of the same product where its technology holds several, and the newest target that upgrade_paths.csv supports
with latest as (
  select max(taken_on) as taken_on
  from stage.itcare_snapshot
),
dated as (
  -- What ITCare gives no dates has those of lifecycle.csv, as its resources have.
  select p.platform, p.technology, p.category, coalesce(p.released_on, f.released_on) as released_on, p.end_of_sales_on,
    coalesce(p.extended_support_on, f.extended_support_on) as extended_support_on, coalesce(p.end_of_support_on, f.end_of_support_on) as end_of_support_on
  from stage.platform_state as p
  left join stage.platform_lifecycle as f
    on f.platform_key = case when coalesce(p.released_on, p.end_of_sales_on, p.extended_support_on, p.end_of_support_on) is null then lower(trim(p.platform)) end
  where p.until_seq is null
),
phased as (
  select d.platform, lower(trim(d.platform)) as platform_key, d.technology, d.category, d.released_on,
    -- Where a technology is as wide as LINUX, RHEL 8 leads to RHEL 9 and not to Debian: what stands before the version tells them apart.
    nullif(regexp_replace(lower(regexp_extract(d.platform, '^[^0-9]*')), '[^\pL]+', ' ', 'g'), ' ') as line,
    coalesce(d.released_on <= l.taken_on, true) as is_released,
    case
      when l.taken_on >= d.end_of_support_on then 'END_OF_SUPPORT'
      when l.taken_on >= d.extended_support_on then 'EXTENDED'
      when l.taken_on >= d.end_of_sales_on then 'END_OF_SALES'
      when coalesce(d.released_on, d.end_of_sales_on, d.extended_support_on, d.end_of_support_on) is not null then 'STANDARD'
      else 'UNKNOWN'
    end as support_phase
  from dated as d
  cross join latest as l
),
candidate as (
  select technology, line, platform, released_on,
    row_number() over (partition by technology, line order by released_on desc nulls last, platform desc) as place_in_line,
    row_number() over (partition by technology order by released_on desc nulls last, platform desc) as place
  from phased
  where support_phase = 'STANDARD' and is_released and technology is not null
),
newest as (
  select p.platform, coalesce(o.platform, t.platform) as successor, case when o.platform is null then t.released_on else o.released_on end as released_on
  from phased as p
  left join candidate as o on o.technology = p.technology and o.line = p.line and o.place_in_line = 1
  left join candidate as t on t.technology = p.technology and t.place = 1
  where p.is_released
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
  n.successor, n.released_on as successor_released_on, d.to_platform is not null as is_successor_supported, d.os_migrations as successor_os_migrations,
  a.to_platform as supported_upgrade, a.support_phase as supported_upgrade_phase, a.os_migrations, a.note
from phased as p
left join used as u on u.platform_key = p.platform_key
left join newest as n on n.platform = p.platform and n.successor <> p.platform
left join stage.upgrade_path as d
  on lower(trim(d.from_platform)) = p.platform_key and lower(trim(d.to_platform)) = lower(trim(n.successor))
left join path as a on a.platform_key = p.platform_key
