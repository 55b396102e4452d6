-- grain: one row per snapshot of any source
-- unit: taken_at is an instant; snapshot_seq orders them
-- why: what was collected, when and whether it is whole
select snapshot_seq, snapshot_id, source, taken_at, is_complete, row_count, request_count, note
from raw.snapshot
where taken_at < coalesce(cast(getvariable('taken_before') as timestamptz), cast('infinity' as timestamptz))
