-- grain: one row per feed and instant of one equipment's day, and of max_gap_minutes around it
-- unit: power_w in watts; instants as ISO 8601 in UTC; reason NULL: accepted
-- why: what the trapezoids go through, and what was left out with its reason; is_day is false for what only closes an interval into the day
with params as (
  select cast($equipment_id as varchar) as equipment_id, cast($day as date) as day, cast($max_gap_minutes as double) as max_gap_minutes
),
bound as (
  select d.start_us, d.end_us, d.bound_w, d.bound_reason, p.equipment_id, cast(p.max_gap_minutes * 60000000 as bigint) as gap_us
  from params as p
  join calc.service_day as d on d.equipment_id = p.equipment_id and d.day = p.day
),
given as (
  select s.feed, s.ts, s.power_w, case when s.power_w > b.bound_w then b.bound_reason end as reason
  from stage.sample as s
  join bound as b on b.equipment_id = s.equipment_id
  union all
  select r.feed, r.ts, r.power_w, r.reason
  from stage.rejected_sample as r
  join bound as b on b.equipment_id = r.equipment_id
)
select g.feed, strftime(make_timestamp(epoch_us(g.ts)), '%Y-%m-%dT%H:%M:%S.%gZ') as ts, g.power_w, g.reason,
  epoch_us(g.ts) >= b.start_us and epoch_us(g.ts) < b.end_us as is_day
from given as g
cross join bound as b
where epoch_us(g.ts) between b.start_us - b.gap_us and b.end_us + b.gap_us
order by g.feed, g.ts, g.reason
