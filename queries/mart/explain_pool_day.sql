-- grain: one row per day, pool, datacenter of the equipment and equipment category that a contributor has a part of
-- unit: kWh and kgCO2e; share is what of the pool the contributor's resources have, key_value what they weigh of key_total
-- why: pool amounts x share = what the contributor carries, day by day
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day, cast($kind as varchar) as kind,
    cast($id as bigint) as id, cast($service_id as bigint) as service_id
),
spoken as (
  select d.day, d.run_id
  from calc.published_day as d
  join params as p on d.day between p.from_day and p.to_day
),
weighed as (
  select s.*,
    case p.kind
      when 'resource' then s.resource_id = p.id and s.service_id = p.service_id
      when 'service' then s.service_id = p.id
      when 'no_service' then s.service_id is null and s.resource_id is not null
      else s.resource_id is null
    end as is_held
  from calc.split_share as s
  cross join params as p
  where s.run_id in (select run_id from spoken)
),
held as (
  select run_id, split_day, pool_id,
    sum(cast(share as decimal(38, 18))) filter (is_held) as share,
    sum(key_value) filter (is_held) as key_value,
    sum(key_value) as key_total
  from weighed
  group by run_id, split_day, pool_id
)
select k.day, o.pool_id, a.datacenter_id, a.equipment_category, h.share, o.rule_id, o.pool, o.pool_name, o.key, h.key_value, h.key_total,
  cast(cast(a.it_kwh as double) * h.share as decimal(38, 18)) as it_kwh,
  cast(cast(a.estimated_kwh as double) * h.share as decimal(38, 18)) as estimated_kwh,
  cast(cast(a.facility_kwh as double) * h.share as decimal(38, 18)) as facility_kwh,
  cast(cast(a.scope1_kgco2e as double) * h.share as decimal(38, 18)) as scope1_kgco2e,
  cast(cast(a.scope2_market_kgco2e as double) * h.share as decimal(38, 18)) as scope2_market_kgco2e,
  cast(cast(a.scope2_location_kgco2e as double) * h.share as decimal(38, 18)) as scope2_location_kgco2e,
  cast(cast(a.scope3_market_kgco2e as double) * h.share as decimal(38, 18)) as scope3_market_kgco2e,
  cast(cast(a.scope3_location_kgco2e as double) * h.share as decimal(38, 18)) as scope3_location_kgco2e,
  a.it_kwh as pool_it_kwh,
  a.estimated_kwh as pool_estimated_kwh,
  a.facility_kwh as pool_facility_kwh,
  a.scope1_kgco2e as pool_scope1_kgco2e,
  a.scope2_market_kgco2e as pool_scope2_market_kgco2e,
  a.scope2_location_kgco2e as pool_scope2_location_kgco2e,
  a.scope3_market_kgco2e as pool_scope3_market_kgco2e,
  a.scope3_location_kgco2e as pool_scope3_location_kgco2e,
  a.embodied_kgco2e as pool_embodied_kgco2e
from spoken as k
join calc.pool_day as o on o.run_id = k.run_id and o.day = k.day
join held as h on h.run_id = o.run_id and h.split_day = coalesce(o.split_day, o.day) and h.pool_id = o.pool_id and h.share is not null
join calc.pool_amount as a on a.run_id = o.run_id and a.day = o.day and a.pool_id = o.pool_id
order by k.day, o.pool_id, a.datacenter_id, a.equipment_category
