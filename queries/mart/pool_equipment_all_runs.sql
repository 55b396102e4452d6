-- grain: one row per run, pool, equipment and stretch of days on which it is split there
-- unit: from_day and to_day are both included
-- why: which equipment made the amounts of a pool, published or not; its own amounts are in equipment_day_all_runs
select pool_id, equipment_id, from_day, to_day, run_id
from calc.pool_equipment
