-- grain: one row per category and subcategory of equipment
-- unit: kWh, kgCO2e; share is of the whole, on the market basis; pue is weighted by kWh
-- why: servers, storage and network are bought and switched off by different people
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
),
sums as (
  select
    e.category,
    e.subcategory,
    count(distinct e.equipment_id) as equipment_count,
    sum(e.it_kwh) as it_kwh,
    sum(e.facility_kwh) as facility_kwh,
    sum(e.it_kwh) filter (where e.facility_kwh is not null) as it_with_pue_kwh,
    sum(e.scope1_kgco2e) + sum(e.scope2_market_kgco2e) + sum(e.scope3_market_kgco2e) as total_market_kgco2e,
    sum(e.scope1_kgco2e) + sum(e.scope2_location_kgco2e) + sum(e.scope3_location_kgco2e) as total_location_kgco2e
  from equipment_day as e, params
  where e.day between params.from_day and params.to_day
  group by e.category, e.subcategory
)
select
  *,
  facility_kwh / nullif(it_with_pue_kwh, 0) as pue,
  total_market_kgco2e / nullif(sum(total_market_kgco2e) over (), 0) as share
from sums
order by
  sum(total_market_kgco2e) over (partition by category) desc nulls last,
  category,
  total_market_kgco2e desc nulls last,
  subcategory
