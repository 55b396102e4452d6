-- grain: one row per snapshot
-- unit: taken_at is an instant
-- why: all that one source said at one time
select snapshot_id, source, taken_at, is_complete, row_count, note
from stage.snapshot
