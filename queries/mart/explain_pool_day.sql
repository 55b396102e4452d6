-- grain: one row per contributor, day, pool, datacenter of the equipment and equipment category
-- unit: kWh and kgCO2e; share is what of the pool the contributor's resources have, key_value what they weigh of key_total
-- why: pool amounts x share = what the contributor carries, day by day
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day, cast($kind as varchar) as kind,
    cast($id as bigint) as id, cast($service_id as bigint) as service_id
),
held as (
  select f.run_id, f.day, f.pool_id, f.datacenter_id, f.equipment_category, sum(cast(f.share as decimal(38, 18))) as share,
    sum(f.it_kwh) as it_kwh,
    sum(f.estimated_kwh) as estimated_kwh,
    sum(f.facility_kwh) as facility_kwh,
    sum(f.scope1_kgco2e) as scope1_kgco2e,
    sum(f.scope2_market_kgco2e) as scope2_market_kgco2e,
    sum(f.scope2_location_kgco2e) as scope2_location_kgco2e,
    sum(f.scope3_market_kgco2e) as scope3_market_kgco2e,
    sum(f.scope3_location_kgco2e) as scope3_location_kgco2e
  from calc.part as f
  join calc.published_day as d on d.day = f.day and d.run_id = f.run_id
  cross join params as p
  where f.day between p.from_day and p.to_day
    and case p.kind
      when 'resource' then f.resource_id = p.id and f.service_id = p.service_id
      when 'service' then f.service_id = p.id
      when 'no_service' then f.service_id is null and f.resource_id is not null
      else f.resource_id is null
    end
  group by f.run_id, f.day, f.pool_id, f.datacenter_id, f.equipment_category
),
weight as (
  select o.run_id, o.day, o.pool_id, sum(s.key_value) as key_total,
    sum(s.key_value) filter (case p.kind
      when 'resource' then s.resource_id = p.id and s.service_id = p.service_id
      when 'service' then s.service_id = p.id
      when 'no_service' then s.service_id is null and s.resource_id is not null
      else false
    end) as key_value
  from calc.pool_day as o
  join calc.split_share as s on s.run_id = o.run_id and s.pool_id = o.pool_id and s.split_day = coalesce(o.split_day, o.day)
  cross join params as p
  semi join held as h on h.run_id = o.run_id and h.day = o.day and h.pool_id = o.pool_id
  group by o.run_id, o.day, o.pool_id
)
select h.*, o.rule_id, o.pool, o.pool_name, o.key, w.key_value, w.key_total,
  a.it_kwh as pool_it_kwh,
  a.estimated_kwh as pool_estimated_kwh,
  a.facility_kwh as pool_facility_kwh,
  a.scope1_kgco2e as pool_scope1_kgco2e,
  a.scope2_market_kgco2e as pool_scope2_market_kgco2e,
  a.scope2_location_kgco2e as pool_scope2_location_kgco2e,
  a.scope3_market_kgco2e as pool_scope3_market_kgco2e,
  a.scope3_location_kgco2e as pool_scope3_location_kgco2e,
  a.embodied_kgco2e as pool_embodied_kgco2e
from held as h
join calc.pool_day as o on o.run_id = h.run_id and o.day = h.day and o.pool_id = h.pool_id
join calc.pool_amount as a
  on a.run_id = h.run_id and a.day = h.day and a.pool_id = h.pool_id and a.datacenter_id = h.datacenter_id
  and a.equipment_category = h.equipment_category
join weight as w on w.run_id = h.run_id and w.day = h.day and w.pool_id = h.pool_id
order by h.day, h.pool_id, h.datacenter_id, h.equipment_category
