-- grain: one row per platform or row of product_map.csv that matches nothing
-- unit: resources in count
-- why: matching platforms to products is data, so what is not matched has to be seen
with estate as (
  select platform_key, min(platform) as platform, cast(sum(resources) as bigint) as resources
  from (
    select lower(trim(p.platform)) as platform_key, p.platform, 0 as resources from stage.platform_state as p where p.until_seq is null
    union all
    select lower(trim(r.platform)), r.platform, 1 from stage.resource_now as r where r.platform is not null
  )
  group by platform_key
),
cycle as (
  select lower(trim(product)) as product_key, lower(trim(cycle)) as cycle_key, count(*) as cycles,
    bool_or(coalesce(released_on, end_of_life_on, extended_support_ends_on) is not null) as is_dated
  from stage.lifecycle
  group by 1, 2
)
select 'platform' as side, e.platform, null as product, null as cycle, e.resources, 'product_map.csv has no row for it' as reason
from estate as e
anti join stage.product_map as m on m.platform_key = e.platform_key
union all
select 'product_map', m.platform, m.product, m.cycle, coalesce(e.resources, 0),
  case
    when e.platform_key is null then 'ITCare knows no such platform'
    when c.product_key is null then 'lifecycle.csv has no such product and cycle'
    when c.cycles > 1 then 'lifecycle.csv has it more than once'
    else 'lifecycle.csv gives it no date'
  end
from stage.product_map as m
left join estate as e on e.platform_key = m.platform_key
left join cycle as c on c.product_key = lower(trim(m.product)) and c.cycle_key = lower(trim(m.cycle))
where e.platform_key is null or c.product_key is null or c.cycles > 1 or not c.is_dated
