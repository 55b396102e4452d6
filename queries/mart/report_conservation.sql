-- grain: one row per measure
-- unit: as the measure says: kWh or kgCO2e
-- why: the proof that nothing was lost or counted twice: whole = allocated + unallocated + residue
-- The days are parameters, not columns: only so are days that nobody asks for never multiplied.
select
  c.measure,
  sum(c.whole) as whole,
  sum(c.allocated) as allocated,
  sum(c.unallocated) as unallocated,
  sum(c.residue) as residue
from conservation as c
where c.day between cast($from_day as date) and cast($to_day as date)
group by c.measure
order by
  array_position(
    [
      'it_kwh', 'estimated_kwh', 'facility_kwh', 'scope1_kgco2e', 'scope2_market_kgco2e', 'scope2_location_kgco2e',
      'scope3_market_kgco2e', 'scope3_location_kgco2e'
    ],
    c.measure
  ),
  c.measure
