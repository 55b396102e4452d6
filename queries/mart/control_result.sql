-- grain: one row per evaluation, control and resource it looked at
-- unit: waived_until is a civil date, the last day of the waiver
-- why: every evaluation is kept, so that a finding can be followed over time
select r.control, r.snapshot_id, r.evaluated_at, s.resource, s.service_id, r.severity, s.status, s.reason, s.waived_until
from stage.control_run as r
join stage.control_state as s
  on s.control = r.control and r.evaluation_seq >= s.from_seq and (s.until_seq is null or r.evaluation_seq < s.until_seq)
where r.skip_reason is null
union all
select r.control, r.snapshot_id, r.evaluated_at, null, null, r.severity, 'skip', r.skip_reason, null
from stage.control_run as r
where r.skip_reason is not null
