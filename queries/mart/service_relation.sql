-- grain: one row per service, related service and direction of the latest complete snapshot
-- unit: none; raw is JSON text
-- why: which service needs which
select s.service_id, s.related_service_id, s.direction, s.raw
from stage.service_relation_state as s
where s.until_seq is null
