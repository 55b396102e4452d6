-- grain: one row per service of the days, or per resource of one service; the unallocated and resources without a service have no id
-- unit: kWh and kgCO2e; known_… is the energy that goes with a known PUE or factor
-- why: who makes a total; the largest are followed down. Days that are split the same way are added up before they are multiplied
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day, cast($service_id as bigint) as service_id
),
spoken as (
  select d.day, d.run_id
  from calc.published_day as d
  join params as p on d.day between p.from_day and p.to_day
),
amount as (
  select o.run_id, coalesce(o.split_day, o.day) as split_day, o.pool_id,
    cast(sum(a.it_kwh) as double) as it_kwh,
    cast(sum(a.it_kwh) filter (a.facility_kwh is not null) as double) as known_pue_it_kwh,
    cast(sum(a.facility_kwh) filter (a.scope2_market_kgco2e is not null) as double) as known_market_facility_kwh,
    cast(sum(a.facility_kwh) filter (a.scope2_location_kgco2e is not null) as double) as known_location_facility_kwh,
    cast(sum(a.estimated_kwh) as double) as estimated_kwh,
    cast(sum(a.facility_kwh) as double) as facility_kwh,
    cast(sum(a.scope1_kgco2e) as double) as scope1_kgco2e,
    cast(sum(a.scope2_market_kgco2e) as double) as scope2_market_kgco2e,
    cast(sum(a.scope2_location_kgco2e) as double) as scope2_location_kgco2e,
    cast(sum(a.scope3_market_kgco2e) as double) as scope3_market_kgco2e,
    cast(sum(a.scope3_location_kgco2e) as double) as scope3_location_kgco2e
  from spoken as k
  join calc.pool_day as o on o.run_id = k.run_id and o.day = k.day
  join calc.pool_amount as a on a.run_id = o.run_id and a.day = o.day and a.pool_id = o.pool_id
  group by o.run_id, coalesce(o.split_day, o.day), o.pool_id
),
held as (
  select s.run_id, s.split_day, s.pool_id,
    case when p.service_id is null then s.service_id else s.resource_id end as id,
    case
      when p.service_id is not null then 'resource'
      when s.service_id is not null then 'service'
      when s.resource_id is not null then 'no_service'
      else 'unallocated'
    end as kind,
    cast(sum(cast(s.share as decimal(38, 18))) as double) as share
  from calc.split_share as s
  cross join params as p
  where s.run_id in (select run_id from spoken) and (p.service_id is null or s.service_id = p.service_id)
  group by all
),
-- Names are those of the last of the days, as in service_month: a later collection changes no explanation.
estate as (
  select max(e.snapshot_seq) as snapshot_seq
  from spoken as k
  join calc.pool_day as o on o.run_id = k.run_id and o.day = k.day
  join stage.itcare_snapshot as e on e.snapshot_id = o.snapshot_id
),
service as (
  select s.service_id, arg_max(s.name, s.from_seq) as name
  from stage.service_state as s
  join estate as e on s.from_seq <= e.snapshot_seq
  group by s.service_id
),
resource as (
  select r.resource_id, arg_max(r.name, r.from_seq) as name
  from stage.resource_span as r
  join estate as e on r.from_seq <= e.snapshot_seq
  group by r.resource_id
)
select t.kind, t.id, case t.kind when 'service' then s.name when 'resource' then r.name end as name,
  sum(cast(a.it_kwh * t.share as decimal(38, 18))) as it_kwh,
  sum(cast(a.known_pue_it_kwh * t.share as decimal(38, 18))) as known_pue_it_kwh,
  sum(cast(a.known_market_facility_kwh * t.share as decimal(38, 18))) as known_market_facility_kwh,
  sum(cast(a.known_location_facility_kwh * t.share as decimal(38, 18))) as known_location_facility_kwh,
  sum(cast(a.estimated_kwh * t.share as decimal(38, 18))) as estimated_kwh,
  sum(cast(a.facility_kwh * t.share as decimal(38, 18))) as facility_kwh,
  sum(cast(a.scope1_kgco2e * t.share as decimal(38, 18))) as scope1_kgco2e,
  sum(cast(a.scope2_market_kgco2e * t.share as decimal(38, 18))) as scope2_market_kgco2e,
  sum(cast(a.scope2_location_kgco2e * t.share as decimal(38, 18))) as scope2_location_kgco2e,
  sum(cast(a.scope3_market_kgco2e * t.share as decimal(38, 18))) as scope3_market_kgco2e,
  sum(cast(a.scope3_location_kgco2e * t.share as decimal(38, 18))) as scope3_location_kgco2e
from held as t
join amount as a on a.run_id = t.run_id and a.split_day = t.split_day and a.pool_id = t.pool_id
left join service as s on t.kind = 'service' and s.service_id = t.id
left join resource as r on t.kind = 'resource' and r.resource_id = t.id
group by t.kind, t.id, case t.kind when 'service' then s.name when 'resource' then r.name end
