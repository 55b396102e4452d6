-- grain: one row per platform that product_map.csv matches to a cycle of lifecycle.csv
-- unit: civil dates, the first days of the phases
-- why: a second source of dates, beside what ITCare says
select m.platform_key, any_value(m.platform) as platform, any_value(l.product) as product, any_value(l.cycle) as cycle,
  any_value(l.released_on) as released_on, any_value(l.extended_support_on) as extended_support_on,
  any_value(l.end_of_support_on) as end_of_support_on,
  'lifecycle.csv: ' || any_value(l.product) || ' ' || any_value(l.cycle) || coalesce(' (' || any_value(l.source) || ')', '') as milestone_source
from stage.product_map as m
join stage.lifecycle as l on lower(trim(l.product)) = lower(trim(m.product)) and lower(trim(l.cycle)) = lower(trim(m.cycle))
where l.released_on is not null or l.end_of_support_on is not null or l.extended_support_on is not null
group by m.platform_key
having count(*) = 1
