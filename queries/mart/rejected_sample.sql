-- grain: one row per sample that no figure used; run_id NULL: of a day that no run speaks for
-- unit: power_w in watts; day is the equipment's civil day for bounds, the UTC day for the rest
-- why: rejected samples are counted, never integrated as 0, and kept apart with the reason; a run's are those of the parts it read
select r.day, r.equipment_id, r.feed, r.ts, r.power_w, r.reason, r.run_id
from calc.rejected_power as r
join calc.published_day as p on p.day = r.day and p.run_id = r.run_id
union all
select s.utc_day, s.equipment_id, s.feed, s.ts, s.power_w, s.reason, p.run_id
from stage.rejected_of_part as s
join calc.published_day as p on p.day = s.utc_day
join calc.run_input as i
  on i.run_id = p.run_id and i.kind = 'sample_part' and i.name = strftime(s.utc_day, '%Y-%m-%d') and i.detail = s.file
union all
select s.utc_day, s.equipment_id, s.feed, s.ts, s.power_w, s.reason, null
from stage.rejected_sample as s
anti join calc.published_day as p on p.day = s.utc_day
