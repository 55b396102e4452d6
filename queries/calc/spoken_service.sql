-- grain: one row per month, speaker and service that an estate up to the month's last one names
-- unit: none, texts as ITCare says them
-- why: what a service was called when the month ended, also one that was gone by then
select m.month, m.speaker, s.service_id, arg_max(s.name, s.from_seq) as name,
  arg_max(s.environment, s.from_seq) as environment, arg_max(s.cloud_name, s.from_seq) as cloud_name
from calc.spoken_month as m
join stage.service_state as s on s.from_seq <= m.snapshot_seq
group by m.month, m.speaker, s.service_id
