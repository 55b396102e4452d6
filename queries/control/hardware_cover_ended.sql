-- grain: one row per dedicated machine
-- unit: days
-- why: a machine that its maker no longer maintains is repaired by luck
-- title: Hardware past the end of its cover
-- description: endOfCoverDate is before the snapshot's date. A machine without that date is skipped.
-- severity: alarm
-- param notice_days = 90: cover that ends within so many days is an info
with params as (
  select cast($notice_days as integer) as notice_days
)
select r.resource_id as resource, r.name as resource_name, r.service_id,
  case
    when r.end_of_cover_on is null then 'skip'
    when r.end_of_cover_on < r.taken_on then 'alarm'
    when r.end_of_cover_on - r.taken_on <= p.notice_days then 'info'
    else 'ok'
  end as status,
  case
    when r.end_of_cover_on is null then 'until when it is covered is unknown'
    when r.end_of_cover_on < r.taken_on then 'its cover ended on ' || r.end_of_cover_on
    when r.end_of_cover_on - r.taken_on <= p.notice_days then 'its cover ends on ' || r.end_of_cover_on
    else 'covered'
  end as reason,
  r.environment, r.serial, r.end_of_cover_on, r.end_of_cover_on - r.taken_on as days_left
from stage.resource_care as r
cross join params as p
where r.is_hardware
