-- grain: one row per resource that is new, gone, or in another phase than in the snapshot before, each by its own day
-- unit: phases
-- why: what changed since the snapshot before
with ordered as (
  select snapshot_id, row_number() over (order by snapshot_seq desc) as place from stage.itcare_snapshot
),
now as (
  select r.resource_id, r.name, r.service_id, r.service_name, r.environment, r.platform, a.support_phase
  from resource as r
  join resource_obsolescence_on($as_of) as a on a.resource_id = r.resource_id
),
before as (
  select h.* from ordered as o join resource_history as h on h.snapshot_id = o.snapshot_id where o.place = 2
)
select coalesce(n.resource_id, b.resource_id) as resource_id, coalesce(n.name, b.name) as name,
  coalesce(n.service_name, b.service_name) as service, coalesce(n.environment, b.environment) as environment,
  case
    when b.resource_id is null then 'new' when n.resource_id is null then 'gone' when n.platform is distinct from b.platform then 'upgraded'
    else 'phase'
  end as change,
  coalesce(n.platform, b.platform) as platform, case when n.platform is distinct from b.platform then b.platform end as former_platform,
  b.support_phase as from_phase, n.support_phase as to_phase
from now as n
full join before as b on b.resource_id = n.resource_id
where exists (select 1 from ordered where place = 2)
  and (n.resource_id is null or b.resource_id is null or n.support_phase <> b.support_phase or n.platform is distinct from b.platform)
order by array_position(['phase', 'upgraded', 'new', 'gone'], change), service nulls last, name, resource_id
