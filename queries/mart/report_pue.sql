-- grain: one row per datacenter, period kind, status and source of its PUE
-- unit: ratio; the mean over days here is plain, the weighted one stands with the datacenters
-- why: provenance of the PUE: measured daily or taken from a month or a year
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
)
select
  p.datacenter_id,
  p.pue_period,
  count(*) as days,
  min(p.pue) as min_pue,
  max(p.pue) as max_pue,
  p.status,
  p.source
from pue_day as p, params
where p.day between params.from_day and params.to_day
group by p.datacenter_id, p.pue_period, p.status, p.source
order by p.datacenter_id, p.pue_period, p.status, p.source
