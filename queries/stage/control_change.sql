-- grain: one row per control, resource, position and evaluation in which its finding was new, changed or gone
-- unit: evidence is JSON text; waived_until a civil date
-- why: the changes as they were kept, for the history of findings
select evaluation_seq, snapshot_id, is_present, control, resource, ordinal, service_id, status, reason, evidence, waived_until
from raw.control_change
-- What was found after the day that a session asks for is not known yet.
where getvariable('taken_before') is null or evaluation_seq <= (select max(evaluation_seq) from stage.control_run)
