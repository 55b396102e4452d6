-- grain: one row per scope, policy, service or resource of the latest complete snapshot
-- unit: duration_h in hours; raw is JSON text
-- why: which backup policies are offered to a service and attached to a resource
select s.scope, s.policy_id, s.service_id, s.resource_id, s.name, s.label, s.type, s.is_replicated, s.start_time, s.duration_h, s.timezone, s.frequencies, s.raw
from stage.backup_policy_state as s
where s.until_seq is null
