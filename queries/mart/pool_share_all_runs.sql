-- grain: one row per run, day, pool and resource with a share; resource_id NULL is unallocated
-- unit: share is a ratio, key_value as the pool's key
-- why: how a pool was split, published or not
select day, pool_id, resource_id, service_id, key_value, share, run_id
from calc.pool_share
