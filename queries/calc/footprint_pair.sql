-- grain: one row per month and the month before it, and per version of a closed month and the version before it
-- unit: months are their first days
-- why: the comparisons that everyone asks for; any other two are asked of footprint_change_between
with spoken as (
  select distinct month, speaker, version
  from calc.spoken_day
  where speaker = 'current' or starts_with(speaker, 'version ')
)
select f.month as from_month, f.speaker as from_speaker, t.month as to_month, t.speaker as to_speaker
from spoken as t
join spoken as f on f.speaker = t.speaker and f.month = cast(t.month - interval 1 month as date)
where t.speaker = 'current'
union all
select f.month, f.speaker, t.month, t.speaker
from spoken as t
join spoken as f on f.month = t.month and f.speaker = 'version ' || (t.version - 1)
where starts_with(t.speaker, 'version ')
