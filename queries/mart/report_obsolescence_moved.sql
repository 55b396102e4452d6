-- grain: one row per platform, date, former value and snapshot in which it said something else than before
-- unit: civil dates; moved_days positive: later; resources in count
-- why: which vendor dates moved, in the 24 months before the day
with params as (
  select cast($as_of as date) as as_of
)
select c.seen_on, c.technology, c.platform, c.former_platform, c.milestone, c.from_on, c.to_on, c.moved_days, c.resources, c.snapshot_id
from milestone_change as c
join params as p on c.seen_on > p.as_of - interval 24 month
order by c.seen_on desc, c.platform, c.milestone, c.from_on nulls first, c.to_on, c.snapshot_id
