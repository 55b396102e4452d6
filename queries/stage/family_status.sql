-- grain: one row per snapshot of ITCare, complete or not, and family of answers
-- unit: element_count in elements, request_count in requests
-- why: how each family was read, and why it is not complete
select snapshot_seq, snapshot_id, family, is_complete, element_count, request_count, error
from raw.family_status
