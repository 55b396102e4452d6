-- grain: one row per snapshot of ITCare, complete or not, and family of answers
-- unit: element_count in elements, request_count in requests
-- why: how each family was read; a snapshot with a family that is not complete is kept and shown nowhere else
select f.snapshot_id, n.taken_at, f.family, f.is_complete, f.element_count, f.request_count, f.error
from stage.family_status as f
join stage.snapshot as n on n.snapshot_seq = f.snapshot_seq
