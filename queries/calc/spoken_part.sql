-- grain: one row per month, speaker, day, pool, datacenter of the equipment, equipment category and resource; resource_id NULL is unallocated
-- unit: kWh and kgCO2e in whole 1e-18, the products that calc.part rounds
-- why: the parts of a month, of which one that is asked for is the only one multiplied: the days are chosen before they meet the shares
select p.month, p.speaker, s.resource_id, s.service_id,
  calc.units(a.it * s.share) as it_units,
  calc.units(a.estimated * s.share) as estimated_units,
  calc.units(a.facility * s.share) as facility_units,
  calc.units(a.scope1 * s.share) as scope1_units,
  calc.units(a.scope2_market * s.share) as scope2_market_units,
  calc.units(a.scope2_location * s.share) as scope2_location_units,
  calc.units(a.scope3_market * s.share) as scope3_market_units,
  calc.units(a.scope3_location * s.share) as scope3_location_units,
  a.is_provisional
from calc.spoken_day as p
join calc.pool_day as d on d.run_id = p.run_id and d.day = p.day
join calc.pool_amount_unit as a on a.run_id = d.run_id and a.day = d.day and a.pool_id = d.pool_id
join calc.split_share as s on s.run_id = d.run_id and s.split_day = coalesce(d.split_day, d.day) and s.pool_id = d.pool_id
