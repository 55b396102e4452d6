-- grain: one row per resource of the latest complete snapshot
-- unit: JSON text; backup_raw apart, because it changes every night
-- why: every answer about it as it came, by operation: a field without a column can be asked for with raw ->> '$.resources.field'
select t.resource_id, t.raw, t.backup_raw
from stage.resource_raw_span as t
semi join stage.resource_now as r on r.resource_id = t.resource_id
where t.until_seq is null
