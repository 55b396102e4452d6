-- grain: one row per service and resource of the latest complete snapshot
-- unit: none; raw is JSON text
-- why: who takes part in which patch party
select s.service_id, s.resource_id, s.name, s.patch_group, s.patch_tag, s.patch_at, s.is_excluded, s.excluded_by, s.excluded_at, s.exclusion_reason, s.raw
from stage.patch_policy_state as s
where s.until_seq is null
