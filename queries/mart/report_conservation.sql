-- grain: one row per measure
-- unit: as the measure says: kWh or kgCO2e
-- why: the proof that nothing was lost or counted twice: whole = allocated + unallocated + residue
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
)
select
  c.measure,
  sum(c.whole) as whole,
  sum(c.allocated) as allocated,
  sum(c.unallocated) as unallocated,
  sum(c.residue) as residue
from conservation as c, params
where c.day between params.from_day and params.to_day
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
