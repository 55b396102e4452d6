-- grain: one row per month and environment, up to 24 months back
-- unit: month as YYYY-MM; GB
-- why: how backup storage grows
with params as (
  select cast($as_of as date) as as_of
)
select strftime(m.month, '%Y-%m') as month, m.environment, sum(cast(m.backup_gb as decimal(38, 6))) as backup_gb, cast(sum(m.resources) as bigint) as resources, 0 as is_forecast
from backup_month as m
join params as p on m.month > p.as_of - interval 24 month
group by m.month, m.environment
order by m.month, backup_gb desc, m.environment nulls last
