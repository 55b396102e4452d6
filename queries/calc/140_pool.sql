-- grain: one row per pool and day
-- unit: weights are relative
-- why: what every equipment of a pool has in common: its rule, where its receivers stand and what they weigh by
select distinct p.day, p.pool_id, p.rule_id, p.pool, p.pool_name, p.key, p.is_energy, p.timezone,
  p.vcpu_weight, p.ram_weight, p.storage_weight, p.backup_weight, p.equal_weight,
  p.included_types, p.excluded_types, p.included_statuses,
  e.snapshot_id, coalesce(e.is_estate_assumed, false) as is_estate_assumed
from calc.equipment_pool as p
left join calc.estate_day as e on e.timezone = p.timezone and e.day = p.day
