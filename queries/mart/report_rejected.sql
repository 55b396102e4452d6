-- grain: one row per reason for which samples were rejected
-- unit: samples, equipment
-- why: rejected is not lost: it is counted, and never integrated as 0
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
)
select
  r.reason,
  count(*) as samples,
  count(distinct r.equipment_id) as equipment_count,
  min(r.day) as first_day,
  max(r.day) as last_day
from rejected_sample as r, params
where r.day between params.from_day and params.to_day and r.run_id is not null
group by r.reason
order by samples desc, r.reason
