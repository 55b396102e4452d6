-- grain: one row per equipment of which power was collected
-- unit: days in count
-- why: what equipment.csv does not know draws power that nobody is told of
-- title: Power of equipment that equipment.csv does not know
-- description: Samples were collected of it; they are kept, and counted in no figure until equipment.csv has it.
-- severity: alarm
-- needs: power, equipment
with metered as (
  select equipment_id, min(utc_day) as first_day, max(utc_day) as last_day, count(*) as days
  from stage.metered_day
  group by equipment_id
)
select m.equipment_id as resource, e.name as resource_name, cast(null as bigint) as service_id,
  case when e.equipment_id is null then 'alarm' else 'ok' end as status,
  case
    when e.equipment_id is null
      then 'equipment.csv has no ' || m.equipment_id || '; its power of ' || m.days || case when m.days = 1 then ' day' else ' days' end
        || ' (' || m.first_day || ' to ' || m.last_day || ') is kept and not counted'
    else 'in equipment.csv'
  end as reason,
  m.first_day, m.last_day, m.days
from metered as m
left join stage.equipment as e on e.equipment_id = m.equipment_id
