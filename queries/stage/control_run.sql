-- grain: one row per evaluation and control
-- unit: evaluated_at is an instant; evaluation_seq orders evaluations
-- why: when each control was asked, on which snapshot, with which parameters, and why it was not where it was not
select evaluation_seq, evaluated_at, snapshot_id, control, title, severity, parameters, sha256, skip_reason
from raw.control_run
where evaluated_at < coalesce(cast(getvariable('taken_before') as timestamptz), cast('infinity' as timestamptz))
