-- grain: one row per run that speaks for a day and counts what it took to make the equipment; the latest day's first
-- unit: kgCO2e and kgCO2e a day
-- why: embodied_kgco2e / (lifetime_years x 365) a day, the last day its fraction
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day, cast($equipment_id as varchar) as equipment_id
)
select m.embodied_kgco2e, m.lifetime_years, m.in_service_on, m.kgco2e_per_day, m.last_day, m.reason
from calc.embodied as m
join params as p on p.equipment_id = m.equipment_id
join (select run_id, max(day) as day from calc.published_day cross join params where day between from_day and to_day group by run_id) as d on d.run_id = m.run_id
order by d.day desc
limit 1
