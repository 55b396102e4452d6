-- grain: one row per complete snapshot of ITCare
-- unit: taken_at is an instant
-- why: an estate is what one whole snapshot says; an incomplete one never counts
select snapshot_seq, snapshot_id, taken_at, row_count, request_count
from raw.snapshot
where source = 'itcare' and is_complete
