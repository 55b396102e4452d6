-- grain: one row per run, day, resource, datacenter of the equipment and equipment category; resource_id NULL is unallocated
-- unit: kWh and kgCO2e, decimal; each product of amount and share is rounded once, then summed
-- why: the split is kept as amounts of (pool, day) and shares of (pool, day, resource); this multiplies them
select s.day, s.resource_id, s.service_id, a.datacenter_id, a.equipment_category,
  sum(cast(cast(a.it_kwh as double) * s.share as decimal(38, 18))) as it_kwh,
  sum(cast(cast(a.estimated_kwh as double) * s.share as decimal(38, 18))) as estimated_kwh,
  sum(cast(cast(a.facility_kwh as double) * s.share as decimal(38, 18))) as facility_kwh,
  sum(cast(cast(a.scope1_kgco2e as double) * s.share as decimal(38, 18))) as scope1_kgco2e,
  sum(cast(cast(a.scope2_market_kgco2e as double) * s.share as decimal(38, 18))) as scope2_market_kgco2e,
  sum(cast(cast(a.scope2_location_kgco2e as double) * s.share as decimal(38, 18))) as scope2_location_kgco2e,
  sum(cast(cast(a.scope3_market_kgco2e as double) * s.share as decimal(38, 18))) as scope3_market_kgco2e,
  sum(cast(cast(a.scope3_location_kgco2e as double) * s.share as decimal(38, 18))) as scope3_location_kgco2e,
  bool_or(a.is_provisional) as is_provisional,
  bool_or(p.is_estate_assumed) as is_estate_assumed,
  nullif(concat_ws('; ', max(a.reason), max(p.reason)), '') as reason,
  s.run_id
from calc.pool_share as s
join calc.pool_amount as a on a.run_id = s.run_id and a.day = s.day and a.pool_id = s.pool_id
join calc.pool_day as p on p.run_id = s.run_id and p.day = s.day and p.pool_id = s.pool_id
group by s.run_id, s.day, s.resource_id, s.service_id, a.datacenter_id, a.equipment_category
