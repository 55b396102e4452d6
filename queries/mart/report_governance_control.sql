-- grain: one row per control that the report is about (its parameter controls, a regular expression), in its latest evaluation
-- unit: findings in count; instants in UTC
-- why: what the controls say, with the thresholds they were given; what is waived is counted apart
with params as (
  select cast($controls as varchar) as controls
),
latest as (
  select c.control, c.title, c.severity, c.parameters, c.sha256, c.skip_reason, c.evaluated_at
  from control_run as c
  join params as p on regexp_matches(c.control, p.controls)
  qualify row_number() over (partition by c.control order by c.evaluated_at desc) = 1
)
select l.control, l.title, l.severity,
  count(*) filter (f.status = 'alarm' and f.waived_until is null) as alarms,
  count(*) filter (f.status = 'alarm' and f.waived_until is not null) as waived,
  count(*) filter (f.status = 'info') as infos,
  count(*) filter (f.status = 'skip') as skips,
  cast(timezone('UTC', min(f.since_at) filter (f.status = 'alarm')) as date) as oldest_on,
  strftime(timezone('UTC', l.evaluated_at), '%Y-%m-%d %H:%M UTC') as evaluated_at,
  l.skip_reason,
  nullif(l.parameters, '{}') as parameters,
  l.sha256
from latest as l
left join control_finding as f on f.control = l.control and l.skip_reason is null
group by l.control, l.title, l.severity, l.evaluated_at, l.skip_reason, l.parameters, l.sha256
order by array_position(['alarm', 'warning', 'info'], l.severity), alarms desc, l.control
