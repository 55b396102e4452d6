-- grain: one row per phase
-- unit: resources and services in count; share of all resources
-- why: the estate by phase, with the snapshot before beside it
with aged as (
  select * from resource_obsolescence_on($as_of)
),
ordered as (
  select snapshot_id, row_number() over (order by snapshot_seq desc) as place from stage.itcare_snapshot
),
before as (
  select h.support_phase, count(*) as resources
  from ordered as o
  join resource_history as h on h.snapshot_id = o.snapshot_id
  where o.place = 2
  group by h.support_phase
),
phase as (
  select unnest(['END_OF_SUPPORT', 'EXTENDED', 'END_OF_SALES', 'STANDARD', 'UNKNOWN']) as support_phase, unnest([1, 2, 3, 4, 5]) as place
)
select p.support_phase,
  count(a.resource_id) as resources,
  count(distinct a.service_id) as services,
  count(distinct lower(trim(a.platform))) as platforms,
  count(a.resource_id) / nullif(sum(count(a.resource_id)) over (), 0) as share,
  case when exists (select 1 from before) then coalesce(any_value(b.resources), 0) end as previous_resources,
  case when exists (select 1 from before) then count(a.resource_id) - coalesce(any_value(b.resources), 0) end as change_resources
from phase as p
left join aged as a on a.support_phase = p.support_phase
left join before as b on b.support_phase = p.support_phase
group by p.support_phase, p.place
order by p.place
