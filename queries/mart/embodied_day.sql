-- grain: one row per day and equipment in service
-- unit: kgCO2e
-- why: the part of scope 3 that is embodied; 0 where it is not counted, NULL where an input is not known; the published run of each day
select f.day, f.equipment_id, f.datacenter_id, f.embodied_kgco2e, f.run_id
from calc.equipment_day as f
join calc.published_day as p on p.day = f.day and p.run_id = f.run_id
