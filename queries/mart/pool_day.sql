-- grain: one row per day and pool of equipment split together
-- unit: receiver_count counts resources
-- why: by which rule, key and estate a pool was split; the published run of each day
select f.day, f.pool_id, f.rule_id, f.pool, f.pool_name, f.key, f.timezone, f.snapshot_id, f.is_estate_assumed, f.receiver_count, f.reason, coalesce(f.split_day, f.day) as split_day, f.run_id
from calc.pool_day as f
join calc.published_day as p on p.day = f.day and p.run_id = f.run_id
