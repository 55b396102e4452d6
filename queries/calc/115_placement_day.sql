-- grain: one row per equipment, day of the period and resource placed on it
-- unit: weight is relative; NULL: the rule's key
-- why: an equipment without a row in placements.csv that day carries the dedicated machine that it is, whole; a serial says more than a name
with given as (
  select e.equipment_id, e.day, p.resource_id, p.weight
  from stage.placement as p
  join calc.equipment_energy as e
    on e.equipment_id = p.equipment_id and e.day >= p.valid_from and (p.valid_to is null or e.day <= p.valid_to)
),
dedicated as (
  select e.equipment_id, e.day, m.resource_id, cast(null as double) as weight
  from stage.dedicated as m
  join calc.equipment_energy as e on e.equipment_id = m.equipment_id
  join calc.estate_day as d
    on d.timezone = e.timezone and d.day = e.day
    and d.snapshot_seq >= m.from_seq and (m.until_seq is null or d.snapshot_seq < m.until_seq)
    and (m.created_at is null or epoch_us(m.created_at) < d.end_us)
  anti join given as g on g.equipment_id = e.equipment_id and g.day = e.day
  qualify rank() over (partition by e.equipment_id, e.day order by m.is_by_serial desc) = 1
)
select * from given
union all
select * from dedicated
