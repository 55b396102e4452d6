-- grain: one row per civil day of the period, calculated or not
-- unit: kWh, kgCO2e; pue is weighted by kWh; coverage is the mean share of the day that samples cover
-- why: the curve shows weekends, changes and bad days; a day that is not calculated is a gap, not a zero
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
),
calendar as (
  select cast(unnest(generate_series(from_day, to_day, interval 1 day)) as date) as day from params
),
sums as (
  select
    e.day,
    sum(e.it_kwh) as it_kwh,
    sum(e.it_kwh) filter (where e.facility_kwh is not null) as it_with_pue_kwh,
    sum(e.facility_kwh) as facility_kwh,
    sum(e.scope1_kgco2e) + sum(e.scope2_market_kgco2e) + sum(e.scope3_market_kgco2e) as total_market_kgco2e,
    sum(e.scope1_kgco2e) + sum(e.scope2_location_kgco2e) + sum(e.scope3_location_kgco2e) as total_location_kgco2e,
    cast(sum(cast(e.coverage as decimal(18, 12))) as double) / count(*) as coverage,
    bool_or(e.is_provisional) as is_provisional
  from equipment_day as e, params
  where e.day between params.from_day and params.to_day
  group by e.day
)
select
  calendar.day,
  sums.it_kwh,
  sums.it_with_pue_kwh,
  sums.facility_kwh,
  sums.facility_kwh / nullif(sums.it_with_pue_kwh, 0) as pue,
  sums.total_market_kgco2e,
  sums.total_location_kgco2e,
  sums.coverage,
  sums.is_provisional
from calendar
left join sums on sums.day = calendar.day
order by calendar.day
