-- grain: one row per resource of the latest complete snapshot, on any date
-- unit: d is a civil date; no row where it is NULL
-- why: a table macro: which phase a resource's milestones give on that date
with params as (
  select cast($d as date) as d
)
select r.resource_id,
  case
    when p.d >= coalesce(r.end_of_support_on, f.end_of_support_on) then 'END_OF_SUPPORT'
    when p.d >= coalesce(r.extended_support_on, f.extended_support_on) then 'EXTENDED'
    when p.d >= coalesce(r.end_of_sales_on, f.end_of_sales_on) then 'END_OF_SALES'
    when coalesce(r.released_on, r.end_of_sales_on, r.extended_support_on, r.end_of_support_on) is not null or f.platform_key is not null then 'STANDARD'
    else 'UNKNOWN'
  end as support_phase
from stage.resource_now as r
left join stage.platform_fill as f
  on f.platform_key = case when coalesce(r.released_on, r.end_of_sales_on, r.extended_support_on, r.end_of_support_on) is null then lower(trim(r.platform)) end
cross join params as p
where p.d is not null
