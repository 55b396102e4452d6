-- grain: one row per civil day and category of equipment; every day of the period at least once
-- unit: kWh, kgCO2e on the market basis
-- why: the daily curve, stacked by who draws the power
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
),
calendar as (
  select cast(unnest(generate_series(from_day, to_day, interval 1 day)) as date) as day from params
),
sums as (
  select
    e.day,
    e.category,
    sum(e.facility_kwh) as facility_kwh,
    sum(e.scope1_kgco2e) + sum(e.scope2_market_kgco2e) + sum(e.scope3_market_kgco2e) as total_market_kgco2e
  from equipment_day as e, params
  where e.day between params.from_day and params.to_day
  group by e.day, e.category
)
select
  calendar.day,
  sums.category,
  sums.facility_kwh,
  sums.total_market_kgco2e
from calendar
left join sums on sums.day = calendar.day
order by calendar.day, sums.category
