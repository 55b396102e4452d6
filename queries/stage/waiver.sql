-- grain: one row per waiver
-- unit: expires_on is a civil date, the last day on which it holds
-- why: the rows of the latest complete reference load
select r.control, r.resource_id, r.service_id, r.owner, r.reason, r.expires_on
from raw.waivers as r
join stage.reference_current as c on c.name = 'waivers' and c.rows_snapshot_id = r.snapshot_id
