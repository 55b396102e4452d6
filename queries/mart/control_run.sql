-- grain: one row per evaluation and control
-- unit: parameters is JSON text
-- why: when each control was asked, on which snapshot, with which parameters, and why it was not where it was not
select evaluated_at, snapshot_id, control, title, severity, parameters, sha256, skip_reason
from stage.control_run
