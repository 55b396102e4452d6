-- grain: one row per pool, equipment and stretch of days on which it is split there
-- unit: from_day and to_day are both included
-- why: pool amounts are followed down to the equipment that made them; a row a day would say the same thirty times
with span as (
  select pool_id, equipment_id, min(day) as from_day, max(day) as to_day, count(*) as day_count
  from calc.equipment_pool
  group by pool_id, equipment_id
),
-- Few leave a pool and come back: only their days are put in order.
broken as (
  select p.pool_id, p.equipment_id, p.day,
    p.day - cast(row_number() over (partition by p.pool_id, p.equipment_id order by p.day) as integer) as stretch
  from calc.equipment_pool as p
  join span as s on s.pool_id = p.pool_id and s.equipment_id = p.equipment_id and s.day_count <= s.to_day - s.from_day
)
select pool_id, equipment_id, from_day, to_day
from span
where day_count > to_day - from_day
union all
select pool_id, equipment_id, min(day), max(day)
from broken
group by pool_id, equipment_id, stretch
