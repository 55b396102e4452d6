-- grain: one row per pool that is not split by energy, day and resource with a share
-- unit: key_value as the rule's key (a share of the pool for weighted sums); share is a ratio
-- why: in a weighted sum each key is first made a share of the pool; equal parts where a placement knows no key
with total as (
  select *,
    sum(vcpu) over w as vcpu_total, sum(ram_gb) over w as ram_total,
    sum(storage_gb) over w as storage_total, sum(backup_gb) over w as backup_total, count(*) over w as members
  from calc.pool_member
  window w as (partition by day, pool_id)
),
keyed as (
  select t.day, t.pool_id, t.resource_id, t.service_id, t.is_placed and t.placement_weight is null as is_unweighted,
    case
      when t.placement_weight is not null then cast(t.placement_weight as decimal(38, 18))
      when p.key = 'vcpu' then t.vcpu
      when p.key = 'ram_gb' then t.ram_gb
      when p.key = 'storage_gb' then t.storage_gb
      when p.key = 'backup_gb' then t.backup_gb
      when p.key = 'equal' then cast(1 as decimal(38, 18))
      else cast(
        coalesce(p.vcpu_weight * cast(t.vcpu as double) / nullif(cast(t.vcpu_total as double), 0), 0)
        + coalesce(p.ram_weight * cast(t.ram_gb as double) / nullif(cast(t.ram_total as double), 0), 0)
        + coalesce(p.storage_weight * cast(t.storage_gb as double) / nullif(cast(t.storage_total as double), 0), 0)
        + coalesce(p.backup_weight * cast(t.backup_gb as double) / nullif(cast(t.backup_total as double), 0), 0)
        + p.equal_weight / t.members
        as decimal(38, 18))
    end as key_value
  from total as t
  join calc.pool as p on p.day = t.day and p.pool_id = t.pool_id
  where not p.is_energy or t.placement_weight is not null
),
summed as (
  select *, sum(key_value) over (partition by day, pool_id) as key_total
  from keyed
),
weighed as (
  select day, pool_id, resource_id, service_id,
    case when is_unweighted and coalesce(key_total, 0) = 0 then cast(1 as decimal(38, 18)) else key_value end as key_value
  from summed
)
select day, pool_id, resource_id, service_id, key_value,
  cast(key_value as double) / cast(sum(key_value) over (partition by day, pool_id) as double) as share
from weighed
where key_value > 0
