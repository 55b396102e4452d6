-- grain: one row per pool that is not split by energy, split day and resource with a share
-- unit: key_value as the rule's key (a share of the pool for weighted sums); share is a ratio
-- why: in a weighted sum each key is first made a share of the pool; equal parts where a placement knows no key
with total as (
  select day, pool_id,
    cast(sum(cast(vcpu as decimal(38, 18))) as double) as vcpu, cast(sum(cast(ram_gb as decimal(38, 18))) as double) as ram_gb,
    cast(sum(cast(storage_gb as decimal(38, 18))) as double) as storage_gb, cast(sum(cast(backup_gb as decimal(38, 18))) as double) as backup_gb
  from calc.pool_member
  where pool_id in (select pool_id from calc.pool where key not in ('vcpu', 'ram_gb', 'storage_gb', 'backup_gb', 'equal', 'energy'))
  group by day, pool_id
),
keyed as (
  select m.day, m.pool_id, m.resource_id, m.service_id, m.is_placed and m.placement_weight is null as is_unweighted,
    case
      when m.placement_weight is not null then m.placement_weight
      when p.key = 'vcpu' then m.vcpu
      when p.key = 'ram_gb' then m.ram_gb
      when p.key = 'storage_gb' then m.storage_gb
      when p.key = 'backup_gb' then m.backup_gb
      when p.key = 'equal' then 1
      else coalesce(p.vcpu_weight * m.vcpu / nullif(t.vcpu, 0), 0)
        + coalesce(p.ram_weight * m.ram_gb / nullif(t.ram_gb, 0), 0)
        + coalesce(p.storage_weight * m.storage_gb / nullif(t.storage_gb, 0), 0)
        + coalesce(p.backup_weight * m.backup_gb / nullif(t.backup_gb, 0), 0)
    end as given
  from calc.pool_member as m
  join calc.pool as p on p.day = m.day and p.pool_id = m.pool_id
  left join total as t on t.day = m.day and t.pool_id = m.pool_id
  where not p.is_energy or m.placement_weight is not null
),
-- Summed as decimals, which any order of rows adds up to the same; divided as doubles.
exact as (
  select *, cast(given as decimal(38, 18)) as key_value
  from keyed
),
summed as (
  select day, pool_id, cast(sum(key_value) as double) as key_total, bool_and(is_unweighted) and coalesce(sum(key_value), 0) = 0 as is_equal, count(*) as members
  from exact
  group by day, pool_id
)
select k.day, k.pool_id, k.resource_id, k.service_id,
  case when s.is_equal then cast(1 as decimal(38, 18)) else k.key_value end as key_value,
  case when s.is_equal then 1.0 / s.members else k.given / s.key_total end as share
from exact as k
join summed as s on s.day = k.day and s.pool_id = k.pool_id
where s.is_equal or k.key_value > 0
