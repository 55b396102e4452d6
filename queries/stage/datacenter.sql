-- grain: one row per datacenter; one without a region is its own region
-- unit: as in the column names
-- why: the rows of the latest complete reference load
select r.datacenter_id, r.name, r.country, r.operation, coalesce(r.region, r.datacenter_id) as region, r.timezone
from raw.datacenters as r
join stage.reference_current as c on c.name = 'datacenters' and c.rows_snapshot_id = r.snapshot_id
