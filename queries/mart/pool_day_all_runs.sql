-- grain: one row per day and pool of equipment split together, for every run
-- unit: receiver_count counts resources
-- why: by which rule, key and estate a pool was split; published or not
select day, pool_id, rule_id, pool, pool_name, key, timezone, snapshot_id, is_estate_assumed, receiver_count, reason, coalesce(split_day, day) as split_day, run_id
from calc.pool_day
