-- grain: one row per equipment retired before all it embodies was carried, in the newest run that counted it
-- unit: kgCO2e
-- why: what is left at retired_on is shown, never spread
select e.equipment_id, e.datacenter_id, e.retired_on, e.embodied_kgco2e, e.remainder_kgco2e, e.run_id
from calc.embodied as e
semi join calc.published_day as p on p.run_id = e.run_id
where e.remainder_kgco2e > 0
qualify row_number() over (partition by e.equipment_id order by e.run_id desc) = 1
