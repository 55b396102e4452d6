-- grain: one row per backup policy that is attached to resources
-- unit: hours, days; resources in count
-- why: the rules that the findings are held against
select b.policy, min(b.interval_h) as interval_h, max(b.window_h) as window_h, max(b.retention_days) as retention_days,
  bool_and(b.policy_replicates) as is_replicated, count(*) as resources, count(distinct r.service_id) as services
from stage.backup_rule as b
join resource as r on r.resource_id = b.resource_id
group by b.policy
order by resources desc, b.policy
