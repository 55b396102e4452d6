-- grain: one row per pool, split day and resource with a share; resource_id NULL holds what nobody could receive
-- unit: share is a ratio; the shares of a pool and split day sum to 1
-- why: one share for all measures and for every day that is split the same way; nothing is lost when nobody can receive
with given as (
  select day as split_day, pool_id, resource_id, service_id, key_value, share from calc.size_share
  union all
  select day, pool_id, resource_id, service_id, key_value, share from calc.energy_share
)
select * from given
union all
select p.day, p.pool_id, null, null, null, 1.0
from calc.pool as p
anti join given as g on g.split_day = p.day and g.pool_id = p.pool_id
where p.day = p.split_day
