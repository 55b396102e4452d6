-- grain: one row per datacenter
-- unit: kWh, kgCO2e; pue is weighted by kWh, …_per_kwh are the period's effective factors per facility kWh
-- why: where the same watt costs more, in overhead and in carbon
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
),
sums as (
  select
    e.datacenter_id,
    count(distinct e.equipment_id) as equipment_count,
    sum(e.it_kwh) as it_kwh,
    sum(e.it_kwh) filter (where e.facility_kwh is not null) as it_with_pue_kwh,
    sum(e.facility_kwh) as facility_kwh,
    string_agg(distinct e.pue_period, ', ' order by e.pue_period) as pue_period,
    sum(e.scope1_kgco2e) + sum(e.scope2_market_kgco2e) + sum(e.scope3_market_kgco2e) as total_market_kgco2e,
    sum(e.scope1_kgco2e) + sum(e.scope2_location_kgco2e) + sum(e.scope3_location_kgco2e) as total_location_kgco2e
  from equipment_day as e, params
  where e.day between params.from_day and params.to_day
  group by e.datacenter_id
)
select
  *,
  facility_kwh / nullif(it_with_pue_kwh, 0) as pue,
  total_market_kgco2e / nullif(facility_kwh, 0) as market_kgco2e_per_kwh,
  total_location_kgco2e / nullif(facility_kwh, 0) as location_kgco2e_per_kwh,
  total_market_kgco2e / nullif(sum(total_market_kgco2e) over (), 0) as share
from sums
order by total_market_kgco2e desc nulls last, datacenter_id
