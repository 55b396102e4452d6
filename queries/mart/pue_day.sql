-- grain: one row per day and datacenter
-- unit: pue is a ratio
-- why: which PUE was applied, of what period and from where; the published run of each day
select f.day, f.datacenter_id, f.pue, f.pue_period, f.status, f.source, f.run_id
from calc.pue_day as f
join calc.published_day as p on p.day = f.day and p.run_id = f.run_id
