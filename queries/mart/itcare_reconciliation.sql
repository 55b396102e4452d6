-- grain: one row per measure that ITCare counts too, in the latest complete snapshot
-- unit: services, resources, instances, vcpu and phases in count, sizes in GB; difference is ours less ITCare's
-- why: an operator must be able to trust that a snapshot is the estate, not most of it
-- Hardware is known per service only: neither ITCare's list of resources nor its figures have it.
with resource as (
  select r.resource_id, r.parent_id, r.declared_phase, r.vcpu, r.ram_gb, r.storage_gb, r.backup_gb
  from stage.resource_now as r
  where not coalesce(r.is_hardware, false)
),
node as (
  select c.parent_id, count(c.vcpu) as vcpu, count(c.ram_gb) as ram_gb, count(c.storage_gb) as storage_gb, count(c.backup_gb) as backup_gb
  from resource as c
  where c.parent_id <> c.resource_id
  group by c.parent_id
),
-- A cluster says the sizes of its nodes again: it counts only where no node says them.
sized as (
  select r.resource_id,
    case when coalesce(n.vcpu, 0) = 0 then r.vcpu end as vcpu,
    case when coalesce(n.ram_gb, 0) = 0 then r.ram_gb end as ram_gb,
    case when coalesce(n.storage_gb, 0) = 0 then r.storage_gb end as storage_gb,
    case when coalesce(n.backup_gb, 0) = 0 then r.backup_gb end as backup_gb
  from resource as r
  left join node as n on n.parent_id = r.resource_id
),
latest as (
  select max(snapshot_seq) as snapshot_seq from stage.itcare_snapshot
),
ours as (
  select 'services' as measure, cast(count(*) as double) as amount from stage.service_state where until_seq is null
  union all
  select 'resources', cast(count(*) as double) from resource
  union all
  select 'instances', cast(f.element_count as double)
  from stage.family_status as f join latest as l on l.snapshot_seq = f.snapshot_seq
  where f.family = 'instances'
  union all
  select 'vcpu', round(fsum(vcpu), 6) from sized
  union all
  select 'ram_gb', round(fsum(ram_gb), 6) from sized
  union all
  select 'storage_gb', round(fsum(storage_gb), 6) from sized
  union all
  select 'backup_gb', round(fsum(backup_gb), 6) from sized
  union all
  select 'phase ' || upper(declared_phase), cast(count(*) as double)
  from resource where declared_phase is not null group by upper(declared_phase)
),
itcare as (
  select case m.name
      when 'global.servicesCount' then 'services'
      when 'global.count' then 'resources'
      when 'global.instancesCount' then 'instances'
      when 'global.coresCount' then 'vcpu'
      when 'global.ramGb' then 'ram_gb'
      when 'global.storageGb' then 'storage_gb'
      when 'global.backupGb' then 'backup_gb'
      when 'global.phasesDistribution' then 'phase ' || upper(m.label)
    end as measure, m.value as amount
  from stage.metric_state as m
  where m.until_seq is null and m.name like 'global.%'
)
select coalesce(o.measure, i.measure) as measure,
  case when o.measure is null and i.measure like 'phase %' then 0 else o.amount end as ours,
  i.amount as itcare,
  case when o.measure is null and i.measure like 'phase %' then 0 else o.amount end - i.amount as difference
from ours as o
full join itcare as i on i.measure = o.measure
where coalesce(o.measure, i.measure) is not null and exists (select 1 from latest where snapshot_seq is not null)
