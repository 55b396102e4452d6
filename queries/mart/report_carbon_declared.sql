-- grain: one row, whether annual emissions are declared for the period
-- unit: booleans
-- why: what is not declared counts 0 without being known to be 0, and the reader must be told
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
)
select
  count(*) = 0 as is_nothing_declared,
  count(*) > 0 and count(*) filter (where a.scope = 1) = 0 as is_scope1_missing,
  count(*) > 0 and count(*) filter (where a.scope = 3) = 0 as is_scope3_missing
from annual_day as a, params
where a.day between params.from_day and params.to_day
