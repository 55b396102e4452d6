-- grain: one row per equipment and civil day of the period in service
-- unit: none
-- why: the most specific rule wins; a placement beats the pool; a datacenter that hosts no resource uses its region's pool
with equipment as (
  select e.equipment_id, e.datacenter_id, e.availability_zone, e.category, e.subcategory, e.timezone, e.day, d.region
  from calc.equipment_energy as e
  join stage.datacenter as d on d.datacenter_id = e.datacenter_id
),
powered as (
  select distinct datacenter_id, day
  from equipment
  where category = 'compute' and subcategory = 'power'
),
ruled as (
  select e.*, r.* exclude (category, subcategory, valid_from, valid_to),
    r.spares_aix and p.day is not null as is_aix_spared
  from equipment as e
  join stage.allocation_rule as r
    on r.category = e.category
    and (r.subcategory is null or r.subcategory = e.subcategory)
    and (r.valid_from is null or e.day >= r.valid_from)
    and (r.valid_to is null or e.day <= r.valid_to)
  left join powered as p on p.datacenter_id = e.datacenter_id and p.day = e.day
  qualify row_number() over (
    partition by e.equipment_id, e.day
    order by r.subcategory is null, not r.is_override, r.valid_from desc nulls last, r.rule_id
  ) = 1
),
hosting as (
  select distinct timezone, day, datacenter_id
  from calc.receiver
),
placed as (
  select distinct r.equipment_id, r.day
  from ruled as r
  join stage.placement as p
    on p.equipment_id = r.equipment_id and r.day >= p.valid_from and (p.valid_to is null or r.day <= p.valid_to)
),
pooled as (
  select r.*,
    case
      when p.day is not null or r.pool = 'placement' then 'placement'
      when r.pool = 'availability_zone' and r.availability_zone is not null and h.day is not null then 'availability_zone'
      when r.pool <> 'region' and h.day is not null then 'datacenter'
      else 'region'
    end as pool_kind
  from ruled as r
  left join placed as p on p.equipment_id = r.equipment_id and p.day = r.day
  left join hosting as h on h.timezone = r.timezone and h.day = r.day and h.datacenter_id = r.datacenter_id
),
named as (
  select *,
    case pool_kind
      when 'placement' then equipment_id
      when 'availability_zone' then availability_zone
      when 'datacenter' then datacenter_id
      else region
    end as pool_name
  from pooled
)
select equipment_id, day, datacenter_id, category, timezone,
  rule_id || case when is_aix_spared then '!AIX' else '' end || '@' || pool_kind || ':' || pool_name || '#' || timezone as pool_id,
  rule_id, pool_kind as pool, pool_name, key, is_energy,
  vcpu_weight, ram_weight, storage_weight, backup_weight, equal_weight,
  included_types,
  case when is_aix_spared then list_append(excluded_types, 'AIX') else excluded_types end as excluded_types,
  included_statuses
from named
