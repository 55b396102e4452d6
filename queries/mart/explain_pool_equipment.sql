-- grain: one row per pool, datacenter, category, equipment and day
-- unit: kWh and kgCO2e; embodied_kgco2e is part of scope 3 on both bases
-- why: the amounts of a pool are those of its equipment; pool_ids are given apart by line breaks
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day,
    string_split(cast($pool_ids as varchar), chr(10)) as pool_ids
)
select s.pool_id, e.datacenter_id, e.category as equipment_category, e.equipment_id, e.day, e.it_kwh, e.estimated_kwh, e.facility_kwh, e.scope1_kgco2e,
  e.scope2_market_kgco2e, e.scope2_location_kgco2e, e.scope3_market_kgco2e, e.scope3_location_kgco2e, e.embodied_kgco2e
from calc.pool_equipment as s
join params as p on list_contains(p.pool_ids, s.pool_id)
join calc.published_day as d on d.run_id = s.run_id and d.day between greatest(s.from_day, p.from_day) and least(s.to_day, p.to_day)
join calc.equipment_day as e on e.run_id = s.run_id and e.equipment_id = s.equipment_id and e.day = d.day
order by s.pool_id, e.datacenter_id, e.category, e.equipment_id, e.day
