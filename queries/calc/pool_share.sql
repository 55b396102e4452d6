-- grain: one row per run, day, pool and resource with a share; resource_id NULL is unallocated
-- unit: share is a ratio, key_value as the pool's key
-- why: a split is stored once and holds for every day that names it
select d.run_id, d.day, d.pool_id, s.resource_id, s.service_id, s.key_value, s.share
from calc.pool_day as d
join calc.split_share as s on s.run_id = d.run_id and s.split_day = coalesce(d.split_day, d.day) and s.pool_id = d.pool_id
