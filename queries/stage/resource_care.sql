-- grain: one row per resource of the latest complete snapshot
-- unit: none
-- why: what hygiene looks at: environment is the resource's, else its service's; what is patched, watched and spread
with latest as (
  select snapshot_seq, taken_at, taken_on
  from stage.itcare_snapshot
  qualify row_number() over (order by snapshot_seq desc) = 1
),
party as (
  select resource_id, max(patch_group) as patch_group, max(patch_tag) as patch_tag, bool_or(is_excluded) as is_excluded,
    max(excluded_by) as excluded_by, max(excluded_at) as excluded_at, max(exclusion_reason) as exclusion_reason
  from stage.patch_policy_state
  where until_seq is null
  group by resource_id
)
select r.resource_id, r.name, r.service_id, coalesce(r.environment, s.environment) as environment, s.service_id is not null as has_service, r.status,
  k.kind, k.cluster_id, k.cluster_kind, r.datacenter_id, r.availability_zone, r.is_monitored, r.is_on_call, r.is_replicated,
  coalesce(r.is_patch_excluded, p.is_excluded) as is_patch_excluded, coalesce(r.patch_exclusion_reason, p.exclusion_reason) as patch_exclusion_reason,
  coalesce(r.patch_excluded_at, p.excluded_at) as patch_excluded_at, p.excluded_by, coalesce(r.patch_group, p.patch_group) as patch_group,
  coalesce(r.patch_tag, p.patch_tag) as patch_tag, r.is_hardware, r.serial, r.end_of_cover_on, l.taken_at, l.taken_on, l.snapshot_seq
from stage.resource_now as r
cross join latest as l
join stage.resource_kind as k on k.resource_id = r.resource_id
left join stage.service_state as s on s.until_seq is null and s.service_id = r.service_id
left join party as p on p.resource_id = r.resource_id
