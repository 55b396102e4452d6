-- grain: one row per datacenter, supplier and validity
-- unit: as in the column names
-- why: the rows of the latest complete reference load
select r.datacenter_id, r.supplier_id, r.valid_from, r.valid_to, r.share
from raw.energy_mix as r
join stage.reference_current as c on c.name = 'energy_mix' and c.rows_snapshot_id = r.snapshot_id
