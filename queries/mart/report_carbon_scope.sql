-- grain: one row per GHG Protocol scope, and their total last.
-- unit: kgCO2e, market and location basis; NULL is "not declared", never 0.
-- why: a carbon statement shows both bases scope by scope (GHG Protocol Scope 2 Guidance, chapter 7).
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
),
sums as (
  select
    sum(e.scope1_kgco2e) as scope1,
    sum(e.scope2_market_kgco2e) as scope2_market,
    sum(e.scope2_location_kgco2e) as scope2_location,
    sum(e.scope3_market_kgco2e) as scope3_market,
    sum(e.scope3_location_kgco2e) as scope3_location
  from equipment_day as e, params
  where e.day between params.from_day and params.to_day
),
lifecycle as (
  select coalesce(bool_or(m.perimeter = 'lifecycle'), false) as is_lifecycle
  from mix_day as m, params
  where m.day between params.from_day and params.to_day
)
select 1 as position, '1' as scope, nullif(scope1, 0) as market_kgco2e, nullif(scope1, 0) as location_kgco2e,
  'not_declared' as unknown
from sums
union all
select 2, '2', scope2_market, scope2_location, 'unknown' from sums
union all
select 3, '3', nullif(scope3_market, 0), nullif(scope3_location, 0),
  case when is_lifecycle then 'included' else 'not_declared' end
from sums, lifecycle
order by position
