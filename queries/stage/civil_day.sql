-- grain: one row per time zone and civil day
-- unit: epoch microseconds, half-open
-- why: days last 23, 24 or 25 hours; their bounds are a table, never computed per sample
select timezone, day, start_us, end_us, end_us - start_us as duration_us
from raw.civil_day
