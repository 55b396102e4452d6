-- grain: one row per platform of ITCare's support policy that has dates, in the latest complete snapshot
-- unit: civil dates, the first days of the phases
-- why: what a resource takes its dates from when its own item has none; names are compared without case and blanks around them
select lower(trim(p.platform)) as platform_key, any_value(p.platform) as platform, any_value(p.released_on) as released_on,
  any_value(p.end_of_sales_on) as end_of_sales_on, any_value(p.extended_support_on) as extended_support_on,
  any_value(p.end_of_support_on) as end_of_support_on
from stage.platform_state as p
where p.until_seq is null
  and coalesce(p.released_on, p.end_of_sales_on, p.extended_support_on, p.end_of_support_on) is not null
group by 1
having count(*) = 1
