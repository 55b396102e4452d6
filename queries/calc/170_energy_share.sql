-- grain: one row per network pool, day and resource with a share
-- unit: key_value in kWh of IT energy; share is a ratio
-- why: network follows the it_kwh that resources located there got from all compute and storage that day
with received as (
  select s.day, s.resource_id,
    sum(cast(cast(a.it_kwh as double) * s.share as decimal(38, 18))) as it_kwh
  from calc.size_share as s
  join calc.pool_amount as a on a.day = s.day and a.pool_id = s.pool_id
  where a.equipment_category in ('compute', 'storage')
  group by s.day, s.resource_id
),
weighed as (
  select m.day, m.pool_id, m.resource_id, m.service_id, r.it_kwh as key_value
  from calc.pool_member as m
  join calc.pool as p on p.day = m.day and p.pool_id = m.pool_id
  join received as r on r.day = m.day and r.resource_id = m.resource_id
  where p.is_energy and m.placement_weight is null and r.it_kwh > 0
)
select day, pool_id, resource_id, service_id, key_value,
  cast(key_value as double) / cast(sum(key_value) over (partition by day, pool_id) as double) as share
from weighed
