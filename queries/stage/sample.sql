-- grain: one row per equipment, feed and instant
-- unit: power_w in watts
-- why: the current Parquet parts; finite and not negative, the upper bound is the calculation's
select equipment_id, feed, ts, power_w
from raw.sample
