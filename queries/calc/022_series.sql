-- grain: one row per equipment in service and feed that has samples
-- unit: bound_w in watts
-- why: samples are sorted and summed by one small number instead of two texts, which is twice as fast
with bound as (
  select distinct equipment_id, timezone, bound_w, bound_reason
  from calc.service_day
),
feed as (
  select distinct equipment_id, feed
  from stage.sample
),
zone as (
  select distinct timezone, zone_id
  from calc.hour_day
)
select cast(row_number() over (order by f.equipment_id, f.feed) as integer) as series_id,
  f.equipment_id, f.feed, b.timezone, z.zone_id * 10000000 as zone_base, b.bound_w, b.bound_reason
from feed as f
join bound as b on b.equipment_id = f.equipment_id
join zone as z on z.timezone = b.timezone
