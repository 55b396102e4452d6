-- grain: one row per reference file of the latest complete reference load
-- unit: none
-- why: rows are stored once per content; this says which load's rows speak now
with latest as (
  select arg_max(snapshot_id, snapshot_seq) as snapshot_id
  from raw.snapshot
  where source = 'reference' and is_complete
    and taken_at < coalesce(cast(getvariable('taken_before') as timestamptz), cast('infinity' as timestamptz))
)
select f.name, f.sha256, f.row_count, f.rows_snapshot_id, f.snapshot_id
from raw.reference_file as f
join latest as l on l.snapshot_id = f.snapshot_id
