-- grain: one row per UTC day and equipment of which power was collected
-- unit: utc_day is a UTC day
-- why: what draws power, whether equipment.csv knows it or not
select m.utc_day, m.equipment_id, m.snapshot_id
from raw.metered_day as m
semi join stage.snapshot as s on s.snapshot_seq = m.snapshot_seq
