-- grain: one row per cluster with several nodes
-- unit: count
-- why: nodes that share a datacenter fail together
-- title: Cluster whose nodes are all in one datacenter
-- description: Clusters with at least two nodes. Where a node's datacenter is unknown the cluster is skipped.
-- severity: warning
with cluster as (
  select r.cluster_id, count(*) as nodes, count(r.datacenter_id) as placed, count(distinct r.datacenter_id) as datacenters, min(r.datacenter_id) as datacenter_id
  from stage.resource_care as r
  where r.cluster_id is not null
  group by r.cluster_id
  having count(*) > 1
)
select c.cluster_id as resource, r.name as resource_name, r.service_id,
  case when c.datacenters > 1 then 'ok' when c.placed < c.nodes then 'skip' when r.status = 'ACTIVE' then 'alarm' else 'info' end as status,
  case
    when c.datacenters > 1 then 'spread over several datacenters'
    when c.placed < c.nodes then 'where its nodes stand is not known of all'
    else 'all ' || c.nodes || ' nodes are in ' || c.datacenter_id
  end as reason,
  r.environment, r.kind, c.nodes, c.datacenter_id
from cluster as c
join stage.resource_care as r on r.resource_id = c.cluster_id
