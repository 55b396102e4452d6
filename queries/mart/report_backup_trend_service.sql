-- grain: one row per service with backups in the last month or the first of the last 12
-- unit: GB; change over the span in between
-- why: whose backups grow
with params as (
  select cast($as_of as date) as as_of
),
spanned as (
  select m.* from backup_month as m join params as p on m.month > p.as_of - interval 12 month
),
bound as (
  select min(month) as first_month, max(month) as last_month from spanned
)
select s.service_id, any_value(s.service_name) as service, any_value(s.environment) as environment,
  strftime(any_value(b.first_month), '%Y-%m') as first_month, strftime(any_value(b.last_month), '%Y-%m') as last_month,
  max(s.backup_gb) filter (s.month = b.first_month) as first_gb, max(s.backup_gb) filter (s.month = b.last_month) as last_gb,
  max(s.backup_gb) filter (s.month = b.last_month) - max(s.backup_gb) filter (s.month = b.first_month) as change_gb,
  (max(s.backup_gb) filter (s.month = b.last_month) - max(s.backup_gb) filter (s.month = b.first_month)) / nullif(max(s.backup_gb) filter (s.month = b.first_month), 0) as change_share
from spanned as s
cross join bound as b
group by s.service_id
having max(s.backup_gb) filter (s.month = b.last_month) is not null or max(s.backup_gb) filter (s.month = b.first_month) is not null
order by last_gb desc nulls last, s.service_id nulls last
