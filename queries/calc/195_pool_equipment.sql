-- grain: one row per pool, equipment and stretch of days on which it is split there
-- unit: from_day and to_day are both included
-- why: pool amounts are followed down to the equipment that made them; a row a day would say the same thirty times
with dated as (
  select pool_id, equipment_id, day,
    day - cast(row_number() over (partition by pool_id, equipment_id order by day) as integer) as stretch
  from calc.equipment_pool
)
select pool_id, equipment_id, min(day) as from_day, max(day) as to_day
from dated
group by pool_id, equipment_id, stretch
