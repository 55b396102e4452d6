-- grain: one row per civil day that a run speaks for
-- unit: version is NULL until the month is closed
-- why: which run the public relations show for each day
select day, run_id, version, published_at
from calc.published_day
