-- grain: one row per figure of ITCare's own in the latest complete snapshot
-- unit: as the name says: cores, GB, count; raw is JSON text
-- why: what ITCare counts itself, to reconcile ours against
select s.name, s.label, s.value, s.raw
from stage.metric_state as s
where s.until_seq is null
