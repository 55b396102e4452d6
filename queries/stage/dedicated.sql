-- grain: one row per equipment, dedicated machine of ITCare that is it, and span of snapshots
-- unit: from_seq included, until_seq excluded (NULL: still so)
-- why: a dedicated machine is a resource and an equipment at once: its serial or name is the equipment's id or name
with label as (
  select equipment_id, equipment_id as label from stage.equipment
  union
  select equipment_id, name from stage.equipment where name is not null
)
select l.equipment_id, r.resource_id, r.created_at, bool_or(coalesce(l.label = r.serial, false)) as is_by_serial, r.from_seq, r.until_seq
from stage.resource_span as r
join label as l on l.label in (r.serial, r.name)
where r.is_hardware
group by l.equipment_id, r.resource_id, r.created_at, r.from_seq, r.until_seq
