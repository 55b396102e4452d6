-- grain: one row per service of the latest complete snapshot
-- unit: none
-- why: the services as ITCare says them now
select s.service_id, s.name, s.key, s.environment, s.cloud_id, s.cloud_name, s.status, s.comment
from stage.service_state as s
where s.until_seq is null
