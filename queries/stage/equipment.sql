-- grain: one row per equipment
-- unit: as in the column names
-- why: the rows of the latest complete reference load
select r.equipment_id, r.name, r.category, r.subcategory, r.datacenter_id, r.availability_zone, r.in_service_on, r.retired_on, r.rated_w, r.idle_w, r.embodied_kgco2e, r.lifetime_years
from raw.equipment as r
join stage.reference_current as c on c.name = 'equipment' and c.rows_snapshot_id = r.snapshot_id
