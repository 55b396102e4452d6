-- grain: one row per declared annual category that counts what embodied emissions count, and perimeter
-- unit: equipment_count counts equipment that carries embodied emissions in the perimeter
-- why: hardware bought is its embodied carbon: declared for a year and spread from equipment.csv, it would count twice
select a.category, a.datacenter_id, a.source_year, count(distinct e.equipment_id) as equipment_count
from calc.annual_day as a
join calc.embodied as e on e.reason is null and (a.datacenter_id is null or a.datacenter_id = e.datacenter_id)
where a.scope = 3 and lower(trim(a.category)) in ('hardware', 'purchases')
group by a.category, a.datacenter_id, a.source_year
