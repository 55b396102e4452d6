-- grain: one row per day, datacenter of the equipment and measure
-- unit: as the measure's name says
-- why: the whole, its parts and what is left between them; the published run of each day
select f.day, f.datacenter_id, f.measure, f.whole, f.allocated, f.unallocated, f.residue, f.run_id
from calc.conservation as f
join calc.published_day as p on p.day = f.day and p.run_id = f.run_id
