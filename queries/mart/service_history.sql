-- grain: one row per complete snapshot and service
-- unit: taken_at is an instant
-- why: what ITCare said of each service at each time
select n.snapshot_id, n.taken_at, s.service_id, s.name, s.key, s.environment, s.cloud_id, s.cloud_name, s.status, s.comment
from stage.itcare_snapshot as n
join stage.service_state as s on n.snapshot_seq >= s.from_seq and (s.until_seq is null or n.snapshot_seq < s.until_seq)
