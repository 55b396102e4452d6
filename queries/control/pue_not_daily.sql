-- grain: one row per owned datacenter of the calculated days
-- unit: days
-- why: an owned datacenter measures its PUE, and an average hides what it measured
-- title: Owned datacenter without its daily PUE
-- description: Published days of an owned datacenter that took the month's or the year's PUE. Colocation is left alone.
-- severity: alarm
-- needs: run
select d.datacenter_id as resource, cast(null as bigint) as service_id,
  case when count(*) filter (d.pue_period is distinct from 'day') > 0 then 'alarm' else 'ok' end as status,
  case
    when count(*) filter (d.pue_period is distinct from 'day') > 0
      then count(*) filter (d.pue_period is distinct from 'day') || ' of ' || count(*) || ' days, the first ' || min(d.day) filter (d.pue_period is distinct from 'day')
    else 'every day has its own'
  end as reason,
  count(*) filter (d.pue_period is distinct from 'day') as days
from pue_day as d
join datacenter as c on c.datacenter_id = d.datacenter_id and c.operation = 'owned'
group by d.datacenter_id
