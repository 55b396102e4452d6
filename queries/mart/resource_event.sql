-- grain: one row per complete snapshot and resource that is new, changed, gone or returned in it
-- unit: changed_columns in the order of the columns; size and date of the last backup, which change every night, are no event
-- why: the history of the estate: what appeared, went, came back, and what of it changed
with change as (
  select c.snapshot_id, c.taken_at, c.resource_id, c.is_present, c as now,
    lag(c) over (partition by c.resource_id order by c.snapshot_seq) as before
  from stage.resource_change as c
),
told as (
  select snapshot_id, taken_at, resource_id,
    case
      when before.snapshot_seq is null then 'new'
      when not is_present then 'gone'
      when not before.is_present then 'returned'
      else 'changed'
    end as state,
    list_filter([
      case when now.name is distinct from before.name then 'name' end,
      case when now.service_id is distinct from before.service_id then 'service_id' end,
      case when now.service_name is distinct from before.service_name then 'service_name' end,
      case when now.environment is distinct from before.environment then 'environment' end,
      case when now.cloud_name is distinct from before.cloud_name then 'cloud_name' end,
      case when now.category is distinct from before.category then 'category' end,
      case when now.type is distinct from before.type then 'type' end,
      case when now.family is distinct from before.family then 'family' end,
      case when now.technology is distinct from before.technology then 'technology' end,
      case when now.product_name is distinct from before.product_name then 'product_name' end,
      case when now.product_version is distinct from before.product_version then 'product_version' end,
      case when now.platform is distinct from before.platform then 'platform' end,
      case when now.status is distinct from before.status then 'status' end,
      case when now.parent_id is distinct from before.parent_id then 'parent_id' end,
      case when now.datacenter_id is distinct from before.datacenter_id then 'datacenter_id' end,
      case when now.availability_zone is distinct from before.availability_zone then 'availability_zone' end,
      case when now.vcpu is distinct from before.vcpu then 'vcpu' end,
      case when now.ram_gb is distinct from before.ram_gb then 'ram_gb' end,
      case when now.storage_gb is distinct from before.storage_gb then 'storage_gb' end,
      case when now.created_at is distinct from before.created_at then 'created_at' end,
      case when now.is_monitored is distinct from before.is_monitored then 'is_monitored' end,
      case when now.is_backed_up is distinct from before.is_backed_up then 'is_backed_up' end,
      case when now.is_replicated is distinct from before.is_replicated then 'is_replicated' end,
      case when now.is_on_call is distinct from before.is_on_call then 'is_on_call' end,
      case when now.is_patch_excluded is distinct from before.is_patch_excluded then 'is_patch_excluded' end,
      case when now.patch_group is distinct from before.patch_group then 'patch_group' end,
      case when now.patch_tag is distinct from before.patch_tag then 'patch_tag' end,
      case when now.patch_exclusion_reason is distinct from before.patch_exclusion_reason then 'patch_exclusion_reason' end,
      case when now.patch_excluded_at is distinct from before.patch_excluded_at then 'patch_excluded_at' end,
      case when now.serial is distinct from before.serial then 'serial' end,
      case when now.end_of_cover_on is distinct from before.end_of_cover_on then 'end_of_cover_on' end,
      case when now.declared_phase is distinct from before.declared_phase then 'declared_phase' end,
      case when now.released_on is distinct from before.released_on then 'released_on' end,
      case when now.end_of_sales_on is distinct from before.end_of_sales_on then 'end_of_sales_on' end,
      case when now.extended_support_on is distinct from before.extended_support_on then 'extended_support_on' end,
      case when now.end_of_support_on is distinct from before.end_of_support_on then 'end_of_support_on' end,
      case when now.tags is distinct from before.tags then 'tags' end
    ], lambda name: name is not null) as columns_that_differ
  from change
)
select snapshot_id, taken_at, resource_id, state,
  case when state in ('changed', 'returned') then columns_that_differ else [] end as changed_columns
from told
where state <> 'changed' or len(columns_that_differ) > 0
