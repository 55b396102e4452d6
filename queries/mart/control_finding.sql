-- grain: one row per control and resource of the control's latest evaluation, what is in order left out
-- unit: evidence is JSON text; waived_until is a civil date
-- why: what is found now, since when, with its evidence
with latest as (
  select control, max(evaluation_seq) as evaluation_seq
  from stage.control_run
  where skip_reason is null
  group by control
),
since as (
  select c.control, c.resource, c.ordinal, c.evaluation_seq,
    max(c.evaluation_seq) filter (not c.is_present or c.status <> 'alarm')
      over (partition by c.control, c.resource, c.ordinal) as last_quiet_seq,
    c.is_present and c.status = 'alarm' as is_alarm
  from stage.control_change as c
),
began as (
  select control, resource, ordinal, min(evaluation_seq) as evaluation_seq
  from since
  where is_alarm and (last_quiet_seq is null or evaluation_seq > last_quiet_seq)
  group by control, resource, ordinal
)
select r.control, r.title, r.severity, r.snapshot_id, r.evaluated_at, s.resource, s.service_id, s.status, s.reason, s.evidence, s.waived_until,
  a.evaluated_at as since_at, a.snapshot_id as since_snapshot_id
from latest as l
join stage.control_run as r on r.control = l.control and r.evaluation_seq = l.evaluation_seq
join stage.control_state as s on s.control = l.control and s.until_seq is null
left join began as b on s.status = 'alarm' and b.control = s.control and b.resource is not distinct from s.resource and b.ordinal = s.ordinal
left join stage.control_run as a on a.control = b.control and a.evaluation_seq = b.evaluation_seq
where s.status <> 'ok'
