-- grain: one row per run, day, pool, datacenter of the equipment, equipment category and resource; resource_id NULL is unallocated
-- unit: kWh and kgCO2e, decimal; each product of amount and share is rounded once
-- why: the split is kept as amounts of (pool, day) and shares of (pool, split day, resource); this multiplies them, and every sum is a sum of these
with amount as (
  select run_id, day, pool_id, datacenter_id, equipment_category, is_provisional, reason,
    cast(it_kwh as double) as it_kwh,
    cast(estimated_kwh as double) as estimated_kwh,
    cast(facility_kwh as double) as facility_kwh,
    cast(scope1_kgco2e as double) as scope1_kgco2e,
    cast(scope2_market_kgco2e as double) as scope2_market_kgco2e,
    cast(scope2_location_kgco2e as double) as scope2_location_kgco2e,
    cast(scope3_market_kgco2e as double) as scope3_market_kgco2e,
    cast(scope3_location_kgco2e as double) as scope3_location_kgco2e
  from calc.pool_amount
)
select d.run_id, d.day, d.pool_id, a.datacenter_id, a.equipment_category, s.resource_id, s.service_id, s.share,
  cast(a.it_kwh * s.share as decimal(38, 18)) as it_kwh,
  cast(a.estimated_kwh * s.share as decimal(38, 18)) as estimated_kwh,
  cast(a.facility_kwh * s.share as decimal(38, 18)) as facility_kwh,
  cast(a.scope1_kgco2e * s.share as decimal(38, 18)) as scope1_kgco2e,
  cast(a.scope2_market_kgco2e * s.share as decimal(38, 18)) as scope2_market_kgco2e,
  cast(a.scope2_location_kgco2e * s.share as decimal(38, 18)) as scope2_location_kgco2e,
  cast(a.scope3_market_kgco2e * s.share as decimal(38, 18)) as scope3_market_kgco2e,
  cast(a.scope3_location_kgco2e * s.share as decimal(38, 18)) as scope3_location_kgco2e,
  a.is_provisional, d.is_estate_assumed, a.reason as amount_reason, d.reason as pool_reason
from calc.pool_day as d
join amount as a on a.run_id = d.run_id and a.day = d.day and a.pool_id = d.pool_id
join calc.split_share as s on s.run_id = d.run_id and s.split_day = coalesce(d.split_day, d.day) and s.pool_id = d.pool_id
