-- grain: one row per pool and day
-- unit: receiver_count counts resources with a share
-- why: which rule, estate and key made the split, on which day it was first made, and why nobody received where nobody did
with given as (
  select split_day, pool_id, count(resource_id) as receiver_count
  from calc.split_share
  group by split_day, pool_id
)
select p.day, p.pool_id, p.rule_id, p.pool, p.pool_name, p.key, p.timezone, p.snapshot_id, p.is_estate_assumed,
  g.receiver_count,
  case
    when g.receiver_count > 0 then null
    when p.snapshot_id is null then 'there was no complete snapshot of ITCare'
    when p.pool = 'placement' then 'no placed resource existed that day'
    else 'no resource of ' || p.pool || ' ' || p.pool_name || ' could receive by ' || p.key
  end as reason,
  p.split_day
from calc.pool as p
join given as g on g.split_day = p.split_day and g.pool_id = p.pool_id
