-- grain: one row per audit, over the runs of the period
-- unit: rows, violations
-- why: every run checks itself before it is published; this is what it found
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
)
select
  a.audit,
  count(distinct a.run_id) as runs,
  cast(sum(a.rows_checked) as bigint) as rows_checked,
  cast(sum(a.violations) as bigint) as violations
from audit_result as a
where a.run_id in (
  select p.run_id from published_day as p, params where p.day between params.from_day and params.to_day
)
group by a.audit
order by a.audit
