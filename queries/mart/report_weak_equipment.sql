-- grain: one row per equipment with less than full coverage, the weakest first; 50 at most
-- unit: days; coverage and estimated_share are ratios; kWh
-- why: where to send someone: a meter that is silent half the time
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
)
select
  e.equipment_id,
  max(e.datacenter_id) as datacenter_id,
  max(e.category) as category,
  count(*) as days,
  count(*) filter (where e.coverage < 0.5) as weak_days,
  cast(sum(cast(e.coverage as decimal(18, 12))) as double) / count(*) as coverage,
  sum(e.estimated_kwh) as estimated_kwh,
  sum(e.estimated_kwh) / nullif(sum(e.it_kwh), 0) as estimated_share,
  cast(sum(e.rejected_count) as bigint) as rejected_count
from equipment_day as e, params
where e.day between params.from_day and params.to_day
group by e.equipment_id
having avg(e.coverage) < 0.995 or sum(e.rejected_count) > 0
order by coverage, e.equipment_id
limit 50
