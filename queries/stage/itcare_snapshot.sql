-- grain: one row per complete snapshot of ITCare
-- unit: taken_at is an instant
-- why: an estate is what one whole snapshot says; an incomplete one never counts
select snapshot_seq, snapshot_id, taken_at, row_count, request_count
from raw.snapshot
-- A session that asks for the state of a day sets the variable; every relation of the estate follows.
where source = 'itcare' and is_complete and taken_at < coalesce(cast(getvariable('taken_before') as timestamptz), cast('infinity' as timestamptz))
