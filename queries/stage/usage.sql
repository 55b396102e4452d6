-- grain: one row per day and resource
-- unit: vcpu_hours in hours of one vCPU
-- why: the rows of the latest complete reference load
select r.day, r.resource_id, r.vcpu_hours
from raw.usage as r
join stage.reference_current as c on c.name = 'usage' and c.rows_snapshot_id = r.snapshot_id
