-- grain: one row per closed month and version
-- unit: month is its first day; versions count from 1
-- why: which run was published for a month, when, by whom and why; former versions stay
select p.month, p.version, p.run_id, p.status, p.reason, p.author, p.published_at
from calc.publication as p
cross join calc.known_before as k
where p.published_at < k.known_before
