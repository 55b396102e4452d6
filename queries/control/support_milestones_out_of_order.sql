-- grain: one row per platform, resource without a platform of the support policy, with at least two dates
-- unit: civil dates
-- why: the later phase wins, so that dates in the wrong order end a phase before it began
-- title: Milestones out of order
-- description: A later phase begins before an earlier one, or before the release. Dates on one day are in order. A platform stands for its resources.
-- severity: warning
with dated as (
  select 'platform ' || p.platform as resource, p.platform as resource_name, cast(null as bigint) as service_id,
    p.released_on, p.end_of_sales_on, p.extended_support_on, p.end_of_support_on
  from platform as p
  union all
  select cast(r.resource_id as varchar), r.name, r.service_id, r.released_on, r.end_of_sales_on, r.extended_support_on, r.end_of_support_on
  from resource as r
  left join platform as p on p.platform = r.platform
  where p.platform is null
    or row(r.released_on, r.end_of_sales_on, r.extended_support_on, r.end_of_support_on)
      is distinct from row(p.released_on, p.end_of_sales_on, p.extended_support_on, p.end_of_support_on)
),
checked as (
  select *,
    list_filter([
      case when released_on > end_of_sales_on then 'end of sales ' || end_of_sales_on || ' before the release ' || released_on end,
      case when released_on > extended_support_on then 'extended support ' || extended_support_on || ' before the release ' || released_on end,
      case when released_on > end_of_support_on then 'end of support ' || end_of_support_on || ' before the release ' || released_on end,
      case when end_of_sales_on > extended_support_on then 'extended support ' || extended_support_on || ' before the end of sales ' || end_of_sales_on end,
      case when end_of_sales_on > end_of_support_on then 'end of support ' || end_of_support_on || ' before the end of sales ' || end_of_sales_on end,
      case when extended_support_on > end_of_support_on then 'end of support ' || end_of_support_on || ' before the extended support ' || extended_support_on end
    ], lambda finding: finding is not null) as findings
  from dated
  where (released_on is not null)::int + (end_of_sales_on is not null)::int + (extended_support_on is not null)::int + (end_of_support_on is not null)::int > 1
)
select c.resource, c.resource_name, c.service_id,
  case when len(c.findings) = 0 then 'ok' else 'alarm' end as status,
  case when len(c.findings) = 0 then 'in order' else array_to_string(c.findings, '; ') end as reason,
  c.released_on, c.end_of_sales_on, c.extended_support_on, c.end_of_support_on
from checked as c
