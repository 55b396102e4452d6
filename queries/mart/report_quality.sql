-- grain: one row per datacenter and category of equipment
-- unit: equipment-days, samples, kWh; coverage and estimated_share are ratios
-- why: how much of the figure was measured, how much was filled in, and how much was thrown away
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
)
select
  e.datacenter_id,
  e.category,
  count(*) as equipment_days,
  count(*) filter (where e.coverage < 0.5) as weak_days,
  count(*) filter (where e.reason is not null) as unknown_days,
  cast(sum(e.sample_count) as bigint) as sample_count,
  cast(sum(e.rejected_count) as bigint) as rejected_count,
  cast(sum(cast(e.coverage as decimal(18, 12))) as double) / count(*) as coverage,
  sum(e.it_kwh) as it_kwh,
  sum(e.estimated_kwh) as estimated_kwh,
  sum(e.estimated_kwh) / nullif(sum(e.it_kwh), 0) as estimated_share,
  count(*) filter (where e.is_provisional) as provisional_days
from equipment_day as e, params
where e.day between params.from_day and params.to_day
group by e.datacenter_id, e.category
order by e.datacenter_id, e.category
