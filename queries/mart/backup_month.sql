-- grain: one row per month and service with backups
-- unit: month is its first day; backup_gb in GB; resources in count
-- why: the trend of backup storage: the last complete snapshot of each month; a cluster counts where no node of it says a size
with month_end as (
  select cast(date_trunc('month', taken_on) as date) as month, max(snapshot_seq) as snapshot_seq
  from stage.itcare_snapshot
  group by 1
),
backup as (
  select m.month, m.snapshot_seq, b.resource_id, b.backup_gb
  from month_end as m
  join stage.resource_backup_span as b on m.snapshot_seq >= b.from_seq and (b.until_seq is null or m.snapshot_seq < b.until_seq)
  where b.backup_gb is not null
),
sized as (
  select b.month, b.resource_id, r.service_id, r.parent_id, b.backup_gb
  from backup as b
  join stage.resource_span as r
    on r.resource_id = b.resource_id and b.snapshot_seq >= r.from_seq and (r.until_seq is null or b.snapshot_seq < r.until_seq)
),
service_name as (
  select service_id, arg_max(name, from_seq) as name, arg_max(environment, from_seq) as environment from stage.service_state group by service_id
)
select s.month, s.service_id, any_value(n.name) as service_name, any_value(n.environment) as environment,
  cast(sum(cast(s.backup_gb as decimal(38, 6))) as double) as backup_gb, count(*) as resources
from sized as s
anti join (select distinct month, parent_id from sized where parent_id <> resource_id) as c on c.month = s.month and c.parent_id = s.resource_id
left join service_name as n on n.service_id = s.service_id
group by s.month, s.service_id
