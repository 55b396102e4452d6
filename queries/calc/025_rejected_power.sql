-- grain: one row per sample above the bound of its equipment, on a day in service of the period or the seven days before
-- unit: power_w in watts
-- why: above rated_w where given, else above max_power_w: rejected, counted, kept apart with the reason
select d.day, s.equipment_id, s.feed, s.ts, s.power_w, r.bound_reason as reason
from stage.sample as s
join calc.series as r on r.equipment_id = s.equipment_id and r.feed = s.feed and s.power_w > r.bound_w
join calc.service_day as d
  on d.equipment_id = s.equipment_id and epoch_us(s.ts) >= d.start_us and epoch_us(s.ts) < d.end_us
