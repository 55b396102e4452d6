-- grain: one row per datacenter and period (a day, a month or a year)
-- unit: as in the column names
-- why: the rows of the latest complete reference load
select r.datacenter_id, r.period, r.pue, r.status, r.source
from raw.pue as r
join stage.reference_current as c on c.name = 'pue' and c.rows_snapshot_id = r.snapshot_id
