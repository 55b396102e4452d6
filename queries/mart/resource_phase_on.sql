-- grain: one row per resource of the latest complete snapshot, on any date
-- unit: d is a civil date
-- why: a table macro: which phase a resource's milestones give on that date
with params as (
  select cast($d as date) as d
)
select r.resource_id,
  case
    when p.d >= r.end_of_support_on then 'END_OF_SUPPORT'
    when p.d >= r.extended_support_on then 'EXTENDED'
    when p.d >= r.end_of_sales_on then 'END_OF_SALES'
    when r.released_on is not null or r.end_of_sales_on is not null or r.extended_support_on is not null or r.end_of_support_on is not null then 'STANDARD'
    else 'UNKNOWN'
  end as support_phase
from stage.resource_now as r
cross join params as p
