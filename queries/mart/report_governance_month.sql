-- grain: one row: the latest calculated month that began by the day
-- unit: month is its first day
-- why: the month whose energy and carbon the document shows
with params as (
  select cast($as_of as date) as as_of
)
select max(f.month) as month, strftime(max(f.month), '%Y-%m') as month_name, max(f.month) is null as is_missing, max(f.month) is not null as is_known
from obsolete_footprint as f
cross join params as p
where f.month <= p.as_of
