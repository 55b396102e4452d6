-- grain: one row per resource of the latest complete snapshot
-- unit: vcpu in count, sizes in GB; support_phase as of that snapshot's date
-- why: the estate as ITCare says it now, with the support phase that its milestones give; resource_milestone says where a date is from
with latest as (
  select max(taken_on) as taken_on
  from stage.itcare_snapshot
),
dated as (
  select r.* replace (
      coalesce(r.released_on, f.released_on) as released_on,
      coalesce(r.end_of_sales_on, f.end_of_sales_on) as end_of_sales_on,
      coalesce(r.extended_support_on, f.extended_support_on) as extended_support_on,
      coalesce(r.end_of_support_on, f.end_of_support_on) as end_of_support_on)
  from stage.resource_now as r
  left join stage.platform_fill as f
    on f.platform_key = case when coalesce(r.released_on, r.end_of_sales_on, r.extended_support_on, r.end_of_support_on) is null then lower(trim(r.platform)) end
)
select r.resource_id, r.name, r.service_id, r.service_name, r.environment, r.cloud_name, r.category, r.type, r.family, r.technology, r.product_name, r.product_version, r.platform, r.status, r.parent_id, r.datacenter_id, r.availability_zone, r.vcpu, r.ram_gb, r.storage_gb, r.backup_gb, r.created_at, r.is_monitored, r.is_backed_up, r.is_replicated, r.is_patch_excluded, r.declared_phase,
  case
    when l.taken_on >= r.end_of_support_on then 'END_OF_SUPPORT'
    when l.taken_on >= r.extended_support_on then 'EXTENDED'
    when l.taken_on >= r.end_of_sales_on then 'END_OF_SALES'
    when r.released_on is not null or r.end_of_sales_on is not null or r.extended_support_on is not null or r.end_of_support_on is not null then 'STANDARD'
    else 'UNKNOWN'
  end as support_phase,
  r.released_on, r.end_of_sales_on, r.extended_support_on, r.end_of_support_on, r.tags
from dated as r
cross join latest as l
