-- grain: one row per civil day that a run speaks for
-- unit: version is NULL until the month is closed
-- why: the only relation that decides what the public views show: the newest publication of each day
select day, run_id, version, published_at
from calc.known_publication
qualify row_number() over (partition by day order by publication_seq desc) = 1
