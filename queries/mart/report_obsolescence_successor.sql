-- grain: one row per platform in use that is past its standard phase, or will be within a year
-- unit: resources and operating system migrations in count
-- why: where to go from here
with aged as (
  select * from resource_obsolescence_on($as_of)
),
used as (
  select lower(trim(platform)) as platform_key, count(*) as resources,
    count(*) filter (support_phase = 'END_OF_SUPPORT') as end_of_support,
    arg_max(support_phase, array_position(['UNKNOWN', 'STANDARD', 'END_OF_SALES', 'EXTENDED', 'END_OF_SUPPORT'], support_phase)) as support_phase,
    min(next_on) as next_on
  from aged
  where support_phase in ('END_OF_SALES', 'EXTENDED', 'END_OF_SUPPORT') or days_left <= 365
  group by 1
)
select p.technology, p.platform, u.support_phase, u.resources, p.successor, p.successor_released_on, p.is_successor_supported,
  p.supported_upgrade, p.supported_upgrade_phase, p.os_migrations, p.note
from used as u
join platform_successor as p on lower(trim(p.platform)) = u.platform_key
order by array_position(['END_OF_SUPPORT', 'EXTENDED', 'END_OF_SALES', 'STANDARD'], u.support_phase), u.resources desc, p.platform
