-- grain: one row per run, day, pool, datacenter of the equipment, equipment category and resource; resource_id NULL is unallocated
-- unit: kWh and kgCO2e, decimal, each product of amount and share rounded once; …_units: the same in whole 1e-18, which sum faster
-- why: the split is kept as amounts of (pool, day) and shares of (pool, split day, resource); this multiplies them, and every sum is a sum of these
-- calc.units rounds: queries/schema/0009_units.sql.
with rounded as (
  select d.run_id, d.day, d.pool_id, a.datacenter_id, a.equipment_category, s.resource_id, s.service_id, s.share,
    calc.units(a.it * s.share) as it_units,
    calc.units(a.estimated * s.share) as estimated_units,
    calc.units(a.facility * s.share) as facility_units,
    calc.units(a.scope1 * s.share) as scope1_units,
    calc.units(a.scope2_market * s.share) as scope2_market_units,
    calc.units(a.scope2_location * s.share) as scope2_location_units,
    calc.units(a.scope3_market * s.share) as scope3_market_units,
    calc.units(a.scope3_location * s.share) as scope3_location_units,
    a.is_provisional, d.is_estate_assumed, a.reason as amount_reason, d.reason as pool_reason
  from calc.pool_day as d
  join calc.pool_amount_unit as a on a.run_id = d.run_id and a.day = d.day and a.pool_id = d.pool_id
  join calc.split_share as s on s.run_id = d.run_id and s.split_day = coalesce(d.split_day, d.day) and s.pool_id = d.pool_id
)
select run_id, day, pool_id, datacenter_id, equipment_category, resource_id, service_id, share,
  it_units, cast(it_units as decimal(38, 0)) * 0.000000000000000001 as it_kwh,
  estimated_units, cast(estimated_units as decimal(38, 0)) * 0.000000000000000001 as estimated_kwh,
  facility_units, cast(facility_units as decimal(38, 0)) * 0.000000000000000001 as facility_kwh,
  scope1_units, cast(scope1_units as decimal(38, 0)) * 0.000000000000000001 as scope1_kgco2e,
  scope2_market_units, cast(scope2_market_units as decimal(38, 0)) * 0.000000000000000001 as scope2_market_kgco2e,
  scope2_location_units, cast(scope2_location_units as decimal(38, 0)) * 0.000000000000000001 as scope2_location_kgco2e,
  scope3_market_units, cast(scope3_market_units as decimal(38, 0)) * 0.000000000000000001 as scope3_market_kgco2e,
  scope3_location_units, cast(scope3_location_units as decimal(38, 0)) * 0.000000000000000001 as scope3_location_kgco2e,
  is_provisional, is_estate_assumed, amount_reason, pool_reason
from rounded
