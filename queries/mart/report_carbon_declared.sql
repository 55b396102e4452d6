-- grain: one row, whether annual emissions were declared to the runs of the period.
-- unit: booleans.
-- why: what is not declared counts 0 without being known to be 0, and the reader must be told.
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
),
inputs as (
  select i.name, i.row_count
  from run_input as i
  where i.kind = 'reference_file' and i.run_id in (
    select published_day.run_id
    from published_day, params
    where published_day.day between params.from_day and params.to_day
  )
)
select not coalesce(bool_or(name like 'annual_emissions%' and row_count > 0), false) as is_nothing_declared
from inputs
