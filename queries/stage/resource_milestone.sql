-- grain: one row per resource that any complete snapshot told of; is_present false: it has gone since
-- unit: civil dates, the first days of the phases
-- why: ITCare's dates, else those of its platform in the support policy, else those of lifecycle.csv, and which of them they are
with newest as (
  select c.resource_id, max(c.snapshot_seq) as snapshot_seq, max(c.snapshot_seq) filter (c.is_present) as known_seq
  from stage.resource_change as c
  group by c.resource_id
),
known as (
  select r.resource_id, r.parent_id, r.platform, r.released_on, r.end_of_sales_on, r.extended_support_on, r.end_of_support_on,
    n.snapshot_seq = n.known_seq as is_present,
    coalesce(r.released_on, r.end_of_sales_on, r.extended_support_on, r.end_of_support_on) is not null as is_dated
  from newest as n
  join stage.resource_change as r on r.resource_id = n.resource_id and r.snapshot_seq = n.known_seq
)
select r.resource_id, r.parent_id, r.platform, r.is_present,
  coalesce(r.released_on, f.released_on) as released_on,
  coalesce(r.end_of_sales_on, f.end_of_sales_on) as end_of_sales_on,
  coalesce(r.extended_support_on, f.extended_support_on) as extended_support_on,
  coalesce(r.end_of_support_on, f.end_of_support_on) as end_of_support_on,
  case when r.is_dated then 'itcare' else f.milestone_source end as milestone_source
from known as r
left join stage.platform_fill as f on f.platform_key = case when not r.is_dated then lower(trim(r.platform)) end
