-- grain: one row per complete snapshot of ITCare
-- unit: taken_at is an instant; taken_on its civil day in ITCare's zone
-- why: an estate is what one whole snapshot says; an incomplete one never counts
select s.snapshot_seq, s.snapshot_id, s.taken_at, s.row_count, s.request_count,
  coalesce(d.taken_on, cast(timezone('UTC', s.taken_at) as date)) as taken_on
from raw.snapshot as s
left join raw.snapshot_day as d on d.snapshot_seq = s.snapshot_seq
-- A session that asks for the state of a day sets the variable; every relation of the estate follows.
where s.source = 'itcare' and s.is_complete and s.taken_at < coalesce(cast(getvariable('taken_before') as timestamptz), cast('infinity' as timestamptz))
