-- grain: one row per day, cluster or resource without one, service, datacenter of the equipment and equipment category; resource_id NULL is unallocated
-- unit: kWh and kgCO2e
-- why: nodes receive, and a cluster is the sum of its nodes: the amounts of resource_day under the id and name of the parent that the day's estate knows
with estate as (
  select d.run_id, d.day, max(e.snapshot_seq) as snapshot_seq
  from calc.published_day as d
  join calc.pool_day as o on o.run_id = d.run_id and o.day = d.day
  join stage.itcare_snapshot as e on e.snapshot_id = o.snapshot_id
  group by d.run_id, d.day
),
known as (
  select e.run_id, e.day, r.resource_id, r.name, r.parent_id
  from estate as e
  join stage.resource_span as r on e.snapshot_seq >= r.from_seq and (r.until_seq is null or e.snapshot_seq < r.until_seq)
),
holder as (
  select c.run_id, c.day, c.resource_id, coalesce(p.resource_id, c.resource_id) as holder_id, case when p.resource_id is null then c.name else p.name end as holder_name
  from known as c
  left join known as p on p.run_id = c.run_id and p.day = c.day and p.resource_id = c.parent_id
)
select f.day, coalesce(h.holder_id, f.resource_id) as resource_id, max(h.holder_name) as resource_name, f.service_id, f.datacenter_id, f.equipment_category,
  sum(f.it_kwh) as it_kwh,
  sum(f.estimated_kwh) as estimated_kwh,
  sum(f.facility_kwh) as facility_kwh,
  sum(f.scope1_kgco2e) as scope1_kgco2e,
  sum(f.scope2_market_kgco2e) as scope2_market_kgco2e,
  sum(f.scope2_location_kgco2e) as scope2_location_kgco2e,
  sum(f.scope3_market_kgco2e) as scope3_market_kgco2e,
  sum(f.scope3_location_kgco2e) as scope3_location_kgco2e,
  bool_or(f.is_provisional) as is_provisional,
  bool_or(f.is_estate_assumed) as is_estate_assumed,
  nullif(concat_ws('; ', max(f.amount_reason), max(f.pool_reason)), '') as reason,
  f.run_id
from calc.part as f
join calc.published_day as d on d.day = f.day and d.run_id = f.run_id
left join holder as h on h.run_id = f.run_id and h.day = f.day and h.resource_id = f.resource_id
group by f.run_id, f.day, coalesce(h.holder_id, f.resource_id), f.service_id, f.datacenter_id, f.equipment_category
