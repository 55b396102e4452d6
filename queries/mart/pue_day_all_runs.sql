-- grain: one row per day and datacenter, for every run
-- unit: pue is a ratio
-- why: which PUE was applied, of what period and from where; published or not
select day, datacenter_id, pue, pue_period, status, source, run_id
from calc.pue_day
