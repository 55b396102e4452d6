-- grain: one row per civil day and publication of it that the session knows
-- unit: version is NULL until the month is closed
-- why: publications are only ever added, so what was current once is found by leaving the later ones out
select d.publication_seq, d.day, d.run_id, d.version, d.published_at
from calc.day_publication as d
cross join calc.known_before as k
where d.published_at < k.known_before
