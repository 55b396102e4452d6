-- grain: one row per cluster with several nodes
-- unit: count
-- why: nodes that are patched together restart together
-- title: Cluster whose nodes are all in one patch group
-- description: Clusters with at least two nodes that are patched; the groups of a patch party are patched one after the other.
-- severity: warning
with cluster as (
  select r.cluster_id, count(*) as nodes, count(r.patch_group) as grouped, count(distinct r.patch_group) as groups, min(r.patch_group) as patch_group
  from stage.resource_care as r
  where r.cluster_id is not null and not coalesce(r.is_patch_excluded, false)
  group by r.cluster_id
  having count(*) > 1
)
select c.cluster_id as resource, r.name as resource_name, r.service_id,
  case when c.groups > 1 then 'ok' when c.grouped < c.nodes then 'skip' when r.status = 'ACTIVE' then 'alarm' else 'info' end as status,
  case
    when c.groups > 1 then 'spread over several patch groups'
    when c.grouped < c.nodes then 'the patch group is not known of all nodes'
    else 'all ' || c.nodes || ' nodes are in patch group ' || c.patch_group
  end as reason,
  r.environment, r.kind, c.nodes, c.patch_group
from cluster as c
join stage.resource_care as r on r.resource_id = c.cluster_id
