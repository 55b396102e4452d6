-- grain: one row per equipment and civil day of the period in service
-- unit: none
-- why: the most specific rule wins; a placement beats the pool; a datacenter that hosts no resource uses its region's pool
with kind as (
  select distinct e.category, e.subcategory, e.datacenter_id, e.availability_zone, e.timezone, e.day, d.region
  from calc.equipment_energy as e
  join stage.datacenter as d on d.datacenter_id = e.datacenter_id
),
powered as (
  select distinct datacenter_id, day
  from kind
  where category = 'compute' and subcategory = 'power'
),
ruled as (
  select k.*, r.* exclude (category, subcategory, valid_from, valid_to),
    r.spares_aix and p.day is not null as is_aix_spared
  from kind as k
  join stage.allocation_rule as r
    on r.category = k.category
    and (r.subcategory is null or r.subcategory = k.subcategory)
    and (r.valid_from is null or k.day >= r.valid_from)
    and (r.valid_to is null or k.day <= r.valid_to)
  left join powered as p on p.datacenter_id = k.datacenter_id and p.day = k.day
  qualify row_number() over (
    partition by k.category, k.subcategory, k.datacenter_id, k.availability_zone, k.timezone, k.day
    order by r.subcategory is null, not r.is_override, r.valid_from desc nulls last, r.rule_id
  ) = 1
),
hosting as (
  select distinct d.timezone, d.day, r.datacenter_id
  from (select distinct timezone, day, datacenter_id from calc.receiver) as r
  join calc.estate_day as d on d.timezone = r.timezone and d.estate_day = r.day
),
located as (
  select r.*,
    case
      when r.pool = 'availability_zone' and r.availability_zone is not null and h.day is not null then 'availability_zone'
      when r.pool <> 'region' and h.day is not null then 'datacenter'
      else 'region'
    end as place
  from ruled as r
  left join hosting as h on h.timezone = r.timezone and h.day = r.day and h.datacenter_id = r.datacenter_id
),
placed as (
  select distinct equipment_id, day
  from calc.placement_day
),
-- What equipment of a kind has in common on a day, so that only a placement needs to look at each of them.
shared as (
  select *,
    rule_id || case when is_aix_spared then '!AIX' else '' end || '@' as rule_part, '#' || timezone as zone_part,
    case place when 'availability_zone' then availability_zone when 'datacenter' then datacenter_id else region end as place_name,
    case when is_aix_spared then list_append(excluded_types, 'AIX') else excluded_types end as all_excluded_types
  from located
),
pooled as (
  select e.equipment_id, s.*, p.day is not null or s.pool = 'placement' as is_placement
  from calc.equipment_energy as e
  join shared as s
    on s.category = e.category and s.subcategory is not distinct from e.subcategory and s.datacenter_id = e.datacenter_id
    and s.availability_zone is not distinct from e.availability_zone and s.timezone = e.timezone and s.day = e.day
  left join placed as p on p.equipment_id = e.equipment_id and p.day = e.day
)
select equipment_id, day, datacenter_id, category, timezone,
  case when is_placement then rule_part || 'placement:' || equipment_id || zone_part
    else rule_part || place || ':' || place_name || zone_part end as pool_id,
  rule_id,
  case when is_placement then 'placement' else place end as pool,
  case when is_placement then equipment_id else place_name end as pool_name,
  key, is_energy, vcpu_weight, ram_weight, storage_weight, backup_weight, equal_weight,
  included_types, all_excluded_types as excluded_types, included_statuses
from pooled
