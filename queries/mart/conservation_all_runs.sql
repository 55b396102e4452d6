-- grain: one row per day, datacenter of the equipment and measure, for every run
-- unit: as the measure's name says
-- why: the whole, its parts and what is left between them; published or not
select day, datacenter_id, measure, whole, allocated, unallocated, residue, run_id
from calc.conservation
