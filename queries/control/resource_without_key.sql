-- grain: one row per resource
-- unit: vcpu in count, sizes in GB
-- why: what has neither a size nor nodes carries nothing, and the others carry it
-- title: Resource without a size to split by
-- description: Neither vCPU, storage nor backup is known, and no node belongs to it. Load balancers, network equipment and hardware are skipped.
-- severity: alarm
with parent as (
  select distinct cluster_id from stage.resource_kind where cluster_id is not null
)
select r.resource_id as resource, r.name as resource_name, r.service_id,
  case
    when coalesce(r.vcpu, r.storage_gb, r.backup_gb) is not null or p.cluster_id is not null then 'ok'
    when k.kind in ('load_balancer', 'network', 'hardware') then 'skip'
    when r.status = 'ACTIVE' then 'alarm'
    else 'info'
  end as status,
  case
    when p.cluster_id is not null then 'its nodes carry it'
    when coalesce(r.vcpu, r.storage_gb, r.backup_gb) is not null then 'a size is known'
    when k.kind in ('load_balancer', 'network', 'hardware') then 'has no such size'
    else 'neither vCPU, storage nor backup is known, and it has no nodes'
  end as reason,
  r.environment, k.kind
from resource as r
join stage.resource_kind as k on k.resource_id = r.resource_id
left join parent as p on p.cluster_id = r.resource_id
