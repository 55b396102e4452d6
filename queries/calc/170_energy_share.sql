-- grain: one row per network pool, day and resource with a share
-- unit: key_value in kWh of IT energy; share is a ratio
-- why: network follows the it_kwh that resources located there got from all compute and storage that day
with amount as (
  select day, pool_id, cast(it_kwh as double) * 1e18 as it_units
  from calc.pool_amount
  where equipment_category in ('compute', 'storage')
),
-- Whom no network pool knows need not be added up.
wanted as (
  select distinct m.resource_id
  from calc.pool as p
  join calc.pool_member as m on m.day = p.member_day and m.pool_id = p.pool_id
  where p.is_energy and m.placement_weight is null
),
-- In whole 1e-18 kWh, as the parts are.
received as (
  select p.day, s.resource_id, sum(coalesce(try_cast(a.it_units * s.share as bigint), cast(a.it_units * s.share as hugeint))) as it_units
  from calc.pool as p
  join amount as a on a.day = p.day and a.pool_id = p.pool_id
  join calc.size_share as s on s.day = p.split_day and s.pool_id = p.pool_id
  semi join wanted as w on w.resource_id = s.resource_id
  group by p.day, s.resource_id
),
weighed as (
  select p.day, p.pool_id, m.resource_id, m.service_id, r.it_units as key_units
  from calc.pool as p
  join calc.pool_member as m on m.day = p.member_day and m.pool_id = p.pool_id
  join received as r on r.day = p.day and r.resource_id = m.resource_id
  where p.is_energy and m.placement_weight is null and r.it_units > 0
),
summed as (
  select day, pool_id, sum(key_units) as key_total
  from weighed
  group by day, pool_id
)
select w.day, w.pool_id, w.resource_id, w.service_id,
  cast(w.key_units as decimal(38, 0)) * 0.000000000000000001 as key_value,
  cast(w.key_units as double) / cast(s.key_total as double) as share
from weighed as w
join summed as s on s.day = w.day and s.pool_id = w.pool_id
