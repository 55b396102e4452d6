-- grain: one row per availability zone of the latest complete snapshot
-- unit: none; raw is JSON text
-- why: where ITCare's zones stand
select s.availability_zone, s.datacenter_id, s.area, s.region, s.raw
from stage.zone_state as s
where s.until_seq is null
