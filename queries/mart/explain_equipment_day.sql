-- grain: one row per day of one equipment
-- unit: kWh and kgCO2e; embodied_kgco2e is part of scope 3 on both bases
-- why: what an equipment drew and emitted, day by day
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day, cast($equipment_id as varchar) as equipment_id
)
select e.*
from calc.equipment_day as e
join calc.published_day as d on d.day = e.day and d.run_id = e.run_id
join params as p on p.equipment_id = e.equipment_id
where e.day between p.from_day and p.to_day
order by e.day
