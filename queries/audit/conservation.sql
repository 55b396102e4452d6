-- grain: one row per day, datacenter and measure whose parts do not sum to the whole
-- unit: as the measure's name says
-- why: services plus unallocated equal equipment, to 1e-9 relative, 1e-9 absolute below 1
select c.day, c.datacenter_id, c.measure, c.whole, c.allocated, c.unallocated, c.residue
from conservation_all_runs as c
-- Compared directly, not through a CTE: the engine then leaves other runs out before it multiplies.
where c.run_id = cast($run_id as varchar)
  and coalesce(abs(cast(c.residue as double)) > 1e-9 * greatest(abs(cast(c.whole as double)), 1), c.allocated + c.unallocated <> 0)
