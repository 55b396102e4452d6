-- grain: one row per equipment whose embodied emissions are not known, in the newest run that would have counted it
-- unit: none
-- why: an equipment that lacks an input counts nothing, and is named, so that nobody takes it for 0
select e.equipment_id, e.datacenter_id, e.reason, e.run_id
from calc.embodied as e
semi join calc.published_day as p on p.run_id = e.run_id
qualify row_number() over (partition by e.equipment_id order by e.run_id desc) = 1 and e.reason is not null
