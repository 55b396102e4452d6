-- grain: one row per pool and day
-- unit: weights are relative
-- why: what every equipment of a pool has in common; member_day is the first day on which the same resources stand in it, split_day the first on which they share the same way
with pool as (
  select day, pool_id, any_value(rule_id) as rule_id, any_value(pool) as pool, any_value(pool_name) as pool_name,
    any_value(key) as key, any_value(is_energy) as is_energy, any_value(timezone) as timezone,
    any_value(vcpu_weight) as vcpu_weight, any_value(ram_weight) as ram_weight, any_value(storage_weight) as storage_weight,
    any_value(backup_weight) as backup_weight, any_value(equal_weight) as equal_weight,
    any_value(included_types) as included_types, any_value(excluded_types) as excluded_types,
    any_value(included_statuses) as included_statuses
  from calc.equipment_pool
  group by day, pool_id
),
placed as (
  select p.day, p.pool_id, count(l.weight) > 0 as is_weighted,
    string_agg(l.resource_id || '*' || coalesce(cast(l.weight as varchar), ''), ' ' order by l.resource_id) as placements
  from pool as p
  join calc.placement_day as l on l.equipment_id = p.pool_name and l.day = p.day
  where p.pool = 'placement'
  group by p.day, p.pool_id
)
select p.*, e.snapshot_id, coalesce(e.is_estate_assumed, false) as is_estate_assumed, e.estate_day,
  min(p.day) over same as member_day,
  -- What follows a day's energy is each day's own.
  case when p.is_energy and not coalesce(l.is_weighted, false) then p.day else min(p.day) over same end as split_day
from pool as p
left join calc.estate_day as e on e.timezone = p.timezone and e.day = p.day
left join placed as l on l.day = p.day and l.pool_id = p.pool_id
window same as (partition by p.pool_id, e.estate_day, l.placements)
