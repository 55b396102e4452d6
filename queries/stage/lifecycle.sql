-- grain: one row per product and cycle
-- unit: last days, as publishers print them; extended_support_on and end_of_support_on are first days
-- why: the rows of the latest complete reference load; a phase begins the day after the last day of the one before
select r.product, r.cycle, r.released_on, r.end_of_active_support_on, r.end_of_life_on, r.extended_support_ends_on, r.source,
  -- The end of active support sets no milestone. 9999-12-31 stands for "never" and has no day after it.
  case
    when r.extended_support_ends_on is null or r.end_of_life_on is null then null
    when r.end_of_life_on >= date '9999-12-31' then date '9999-12-31'
    else r.end_of_life_on + 1
  end as extended_support_on,
  case
    when coalesce(r.extended_support_ends_on, r.end_of_life_on) >= date '9999-12-31' then date '9999-12-31'
    else coalesce(r.extended_support_ends_on, r.end_of_life_on) + 1
  end as end_of_support_on
from raw.lifecycle as r
join stage.reference_current as c on c.name = 'lifecycle' and c.rows_snapshot_id = r.snapshot_id
