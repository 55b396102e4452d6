-- grain: one row per waiver of waivers.csv
-- unit: expires_on is a civil date, the last day on which it holds
-- why: who accepted which finding, why, and until when
select control, resource_id, service_id, owner, reason, expires_on
from stage.waiver
