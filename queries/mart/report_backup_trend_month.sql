-- grain: one row per month, up to 24 months back
-- unit: GB; change against the month before, where that month has a snapshot
-- why: the trend as figures
with params as (
  select cast($as_of as date) as as_of
),
month as (
  select m.month, sum(cast(m.backup_gb as decimal(38, 6))) as backup_gb, cast(sum(m.resources) as bigint) as resources, count(*) as services
  from backup_month as m
  join params as p on m.month > p.as_of - interval 24 month
  group by m.month
)
select strftime(m.month, '%Y-%m') as month, m.backup_gb, m.resources, m.services, m.backup_gb - b.backup_gb as change_gb,
  (m.backup_gb - b.backup_gb) / nullif(b.backup_gb, 0) as change_share
from month as m
left join month as b on b.month = m.month - interval 1 month
order by m.month
