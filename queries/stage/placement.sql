-- grain: one row per equipment, resource and validity
-- unit: as in the column names
-- why: the rows of the latest complete reference load
select r.equipment_id, r.resource_id, r.valid_from, r.valid_to, r.weight
from raw.placements as r
join stage.reference_current as c on c.name = 'placements' and c.rows_snapshot_id = r.snapshot_id
