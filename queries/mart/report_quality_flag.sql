-- grain: one row, what a reader must know before trusting the last digit
-- unit: days, shares
-- why: the flags of the factors, the PUE and the coverage, gathered for the text of the report
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
),
mix as (
  select
    coalesce(bool_or(not is_scope3_covered and perimeter is distinct from 'lifecycle'), false) as is_uncovered,
    coalesce(bool_or(not is_td_loss_covered and perimeter is distinct from 'lifecycle'), false) as is_loss_uncovered,
    coalesce(bool_or(perimeter = 'lifecycle'), false) as is_lifecycle,
    coalesce(bool_or(is_provisional), false) as is_provisional
  from (
    select day, is_scope3_covered, is_td_loss_covered, perimeter, is_provisional from mix_day
    union all
    select day, is_scope3_covered, is_td_loss_covered, perimeter, is_provisional from grid_factor_day
  ), params
  where day between params.from_day and params.to_day
),
pue as (
  select coalesce(bool_or(status = 'interim'), false) as is_pue_interim
  from pue_day, params
  where day between params.from_day and params.to_day
)
select
  mix.is_uncovered,
  mix.is_loss_uncovered,
  mix.is_lifecycle,
  mix.is_provisional as is_factor_provisional,
  pue.is_pue_interim
from mix, pue
