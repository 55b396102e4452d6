-- grain: one row per platform of the latest complete snapshot
-- unit: none; raw is JSON text
-- why: the item of a platform as it came, for fields without a column
select s.platform, s.raw
from stage.platform_state as s
where s.until_seq is null
