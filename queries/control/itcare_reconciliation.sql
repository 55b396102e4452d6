-- grain: one row per measure that ITCare counts too
-- unit: as the measure says; tolerance is a ratio
-- why: where our sums are not ITCare's own, the snapshot may not be the whole estate
-- title: The snapshot adds up to ITCare's own figures
-- description: Counts and sums of the latest complete snapshot against the figures that ITCare gives itself.
-- severity: alarm
-- param tolerance = 0.005: relative difference up to which two sizes in GB count as the same (so do sizes less than 1 GB apart); counts have to be equal
with params as (
  select cast($tolerance as double) as tolerance
)
select r.measure as resource,
  case
    when r.itcare is null or r.ours is null then 'skip'
    when r.difference = 0 then 'ok'
    -- ITCare rounds sizes; a count that is one short is a resource that is missing.
    when r.measure like '%\_gb' escape '\' and (abs(r.difference) < 1 or abs(r.difference) <= p.tolerance * abs(r.itcare)) then 'ok'
    else 'alarm'
  end as status,
  case
    when r.itcare is null then 'ours is ' || coalesce(printf('%.15g', r.ours), 'unknown') || ', ITCare gives no figure'
    when r.ours is null then 'ours is unknown, ITCare says ' || printf('%.15g', r.itcare)
    else 'ours is ' || printf('%.15g', r.ours) || ', ITCare says ' || printf('%.15g', r.itcare)
  end as reason
from itcare_reconciliation as r
cross join params as p
