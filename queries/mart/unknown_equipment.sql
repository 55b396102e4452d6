-- grain: one row per equipment of which power was collected and that equipment.csv does not know
-- unit: first_day and last_day are UTC days; days in count
-- why: its samples are kept and counted nowhere, so somebody has to see that they are there
select m.equipment_id, min(m.utc_day) as first_day, max(m.utc_day) as last_day, count(*) as days
from stage.metered_day as m
anti join stage.equipment as e on e.equipment_id = m.equipment_id
group by m.equipment_id
