-- grain: one row per file, sample partition, query set and parameter that the period's runs read
-- unit: rows; SHA-256 in hexadecimal
-- why: provenance; whoever has the same files can check that they are the same
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
)
select distinct
  i.kind,
  i.name,
  i.detail,
  i.row_count,
  i.sha256
from run_input as i
where i.kind <> 'snapshot' and i.run_id in (
  select p.run_id from published_day as p, params where p.day between params.from_day and params.to_day
)
order by
  array_position(['parameter', 'queries', 'reference_file', 'sample_part'], i.kind),
  i.kind,
  i.name,
  i.detail,
  i.sha256
