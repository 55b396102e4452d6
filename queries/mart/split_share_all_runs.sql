-- grain: one row per run, split day, pool and resource with a share; resource_id NULL is unallocated
-- unit: share is a ratio, key_value as the pool's key
-- why: a split is stored once, on the first day it holds for; pool_day names it by split_day
select split_day, pool_id, resource_id, service_id, key_value, share, run_id
from calc.split_share
