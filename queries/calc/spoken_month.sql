-- grain: one row per month and speaker
-- unit: days_covered in days; version is NULL until the month is closed; run_id is NULL where several runs speak
-- why: what a month's figures are made of; names are those of the last estate that its days were split by (snapshot_seq)
with estate as (
  select p.month, p.speaker, max(e.snapshot_seq) as snapshot_seq
  from calc.spoken_day as p
  join calc.pool_day as o on o.run_id = p.run_id and o.day = p.day
  join stage.itcare_snapshot as e on e.snapshot_id = o.snapshot_id
  group by p.month, p.speaker
),
covered as (
  select month, speaker, max(version) as version, count(*) as days_covered,
    case when count(distinct run_id) = 1 then min(run_id) end as run_id
  from calc.spoken_day
  group by month, speaker
)
select c.month, c.speaker, c.version, c.days_covered, c.run_id, e.snapshot_seq
from covered as c
left join estate as e on e.month = c.month and e.speaker = c.speaker
