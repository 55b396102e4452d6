-- grain: one row per sample that no figure used, of the days that a run speaks for
-- unit: power_w in watts; day is the equipment's civil day for bounds, the UTC day for the rest
-- why: rejected samples are counted, never integrated as 0, and kept apart with the reason
select r.day, r.equipment_id, r.feed, r.ts, r.power_w, r.reason, r.run_id
from calc.rejected_power as r
join calc.published_day as p on p.day = r.day and p.run_id = r.run_id
union all
select s.utc_day, s.equipment_id, s.feed, s.ts, s.power_w, s.reason, p.run_id
from stage.rejected_sample as s
left join calc.published_day as p on p.day = s.utc_day
