-- grain: one row per datacenter of the latest reference load
-- unit: none
-- why: where equipment stands
select datacenter_id, name, country, operation, region, timezone
from stage.datacenter
