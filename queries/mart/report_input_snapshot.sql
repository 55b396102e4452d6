-- grain: one row per snapshot that the period's runs read, and per newer one of ITCare that was read only in part and that they could not use
-- unit: rows; instants in UTC
-- why: provenance, from the figure back to what a source said and when
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
),
read as (
  select distinct i.name as snapshot_id
  from run_input as i
  where i.kind = 'snapshot' and i.run_id in (
    select p.run_id from published_day as p, params where p.day between params.from_day and params.to_day
  )
  union
  select e.snapshot_id from estate_partial_day as e, params where e.day between params.from_day and params.to_day
)
select
  read.snapshot_id,
  s.source,
  strftime(timezone('UTC', s.taken_at), '%Y-%m-%d %H:%M:%S UTC') as taken_at,
  s.is_complete,
  s.row_count,
  s.note
from read
left join snapshot as s on s.snapshot_id = read.snapshot_id
order by s.source, s.taken_at, read.snapshot_id
