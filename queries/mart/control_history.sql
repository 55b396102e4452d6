-- grain: one row per control, resource and stretch of evaluations in which it was an alarm
-- unit: instants; fixed_at NULL: still an alarm
-- why: since when something has been found, and which snapshot showed that it was fixed or gone
with change as (
  select c.*, c.is_present and c.status = 'alarm' as is_alarm,
    lag(c.is_present and c.status = 'alarm', 1, false) over (partition by c.control, c.resource, c.ordinal order by c.evaluation_seq) as was_alarm
  from stage.control_change as c
),
numbered as (
  select *, sum(case when is_alarm and not was_alarm then 1 else 0 end)
    over (partition by control, resource, ordinal order by evaluation_seq) as stretch
  from change
),
stretch as (
  select control, resource, ordinal, stretch,
    min(evaluation_seq) filter (is_alarm) as since_seq,
    min(evaluation_seq) filter (not is_alarm) as fixed_seq,
    arg_max(service_id, evaluation_seq) filter (is_alarm) as service_id,
    arg_max(reason, evaluation_seq) filter (is_alarm) as reason,
    arg_min(case when is_present then status else 'gone' end, evaluation_seq) filter (not is_alarm) as fixed_as
  from numbered
  where stretch > 0
  group by control, resource, ordinal, stretch
)
select s.control, s.resource, s.service_id, a.severity, a.evaluated_at as since_at, a.snapshot_id as since_snapshot_id,
  b.evaluated_at as fixed_at, b.snapshot_id as fixed_by_snapshot_id, s.fixed_as, s.reason
from stretch as s
join stage.control_run as a on a.control = s.control and a.evaluation_seq = s.since_seq
left join stage.control_run as b on b.control = s.control and b.evaluation_seq = s.fixed_seq
