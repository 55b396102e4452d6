-- grain: one row per day, perimeter (datacenter_id NULL: the whole estate), scope and category
-- unit: kgCO2e a day; perimeter_facility_kwh is what it is spread over, equal parts of perimeter_equipment_count where that is 0
-- why: what was declared for a year, a day's part of it, and by what it is shared out
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
),
facility as (
  select e.run_id, e.day, e.datacenter_id, sum(e.facility_kwh) as facility_kwh, count(e.facility_kwh) as equipment_count
  from calc.equipment_day as e
  join calc.published_day as d on d.day = e.day and d.run_id = e.run_id
  group by grouping sets ((e.run_id, e.day, e.datacenter_id), (e.run_id, e.day))
)
select a.day, a.datacenter_id, a.scope, a.category, a.kgco2e, a.annual_kgco2e, dayofyear(make_date(year(a.day), 12, 31)) as year_days,
  f.facility_kwh as perimeter_facility_kwh, f.equipment_count as perimeter_equipment_count, a.source_year, a.status, a.source, a.is_provisional
from calc.annual_day as a
join calc.published_day as d on d.day = a.day and d.run_id = a.run_id
left join facility as f on f.run_id = a.run_id and f.day = a.day and f.datacenter_id is not distinct from a.datacenter_id
cross join params as p
where a.day between p.from_day and p.to_day
order by a.day, a.datacenter_id, a.scope, a.category
