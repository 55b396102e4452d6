-- grain: one row per pool, day with members of its own (member_day) and resource that stands in the pool and passes its filters
-- unit: sizes in GB, vcpu in count; placement_weight is relative, divided among the nodes of a placed cluster
-- why: placements name their resources whatever their status; a placed resource that has gone drops out
with located as (
  select p.day, p.pool_id, r.resource_id, r.service_id, r.vcpu, r.ram_gb, r.storage_gb, r.backup_gb,
    cast(null as double) as placement_weight, false as is_placed
  from calc.pool as p
  join (
    select 'datacenter' as pool, datacenter_id as pool_name, * from calc.receiver
    union all
    select 'availability_zone', availability_zone, * from calc.receiver
    union all
    select 'region', region, * from calc.receiver
  ) as r on r.timezone = p.timezone and r.day = p.estate_day and r.pool = p.pool and r.pool_name = p.pool_name
  where p.day = p.member_day
    and (len(p.included_types) = 0 or list_contains(p.included_types, r.type))
    and not coalesce(list_contains(p.excluded_types, r.type), false)
    and (len(p.included_statuses) = 0 or list_contains(p.included_statuses, r.status))
),
placed as (
  select p.day, p.pool_id, r.resource_id, r.service_id, r.vcpu, r.ram_gb, r.storage_gb, r.backup_gb,
    l.weight / count(*) over (partition by p.day, p.pool_id, l.resource_id) as weight
  from calc.pool as p
  join calc.placement_day as l on l.equipment_id = p.pool_name and l.day = p.day
  join calc.receiver as r
    on r.timezone = p.timezone and r.day = p.estate_day and (r.resource_id = l.resource_id or r.parent_id = l.resource_id)
  where p.day = p.member_day and p.pool = 'placement'
)
select * from located
union all
select day, pool_id, resource_id, service_id, vcpu, ram_gb, storage_gb, backup_gb, sum(weight), true
from placed
group by day, pool_id, resource_id, service_id, vcpu, ram_gb, storage_gb, backup_gb
