-- grain: one row per GHG Protocol scope
-- unit: kgCO2e, market and location basis; NULL is "not declared", never 0
-- why: a carbon statement shows both bases scope by scope (GHG Protocol Scope 2 Guidance, chapter 7)
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
declared as (
  select
    count(*) filter (where a.scope = 1) > 0 as is_scope1_declared,
    count(*) filter (where a.scope = 3) > 0 as is_scope3_declared
  from annual_day as a, params
  where a.day between params.from_day and params.to_day
),
lifecycle as (
  select coalesce(bool_or(m.perimeter = 'lifecycle'), false) as is_lifecycle
  from mix_day as m, params
  where m.day between params.from_day and params.to_day
)
select
  1 as position,
  '1' as scope,
  case when is_scope1_declared or scope1 <> 0 then scope1 end as market_kgco2e,
  case when is_scope1_declared or scope1 <> 0 then scope1 end as location_kgco2e,
  'not_declared' as unknown
from sums, declared
union all
select 2, '2', scope2_market, scope2_location, 'unknown' from sums
union all
select
  3,
  '3',
  case when is_scope3_declared or scope3_market <> 0 then scope3_market end,
  case when is_scope3_declared or scope3_location <> 0 then scope3_location end,
  case when is_lifecycle then 'included' else 'not_declared' end
from sums, declared, lifecycle
order by position
