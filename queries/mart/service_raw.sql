-- grain: one row per service of the latest complete snapshot
-- unit: none; raw is JSON text
-- why: the item of a service as it came, for fields without a column
select s.service_id, s.raw
from stage.service_state as s
where s.until_seq is null
