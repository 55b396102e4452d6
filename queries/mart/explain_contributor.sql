-- grain: one row per service of the days, or per resource of one service; the unallocated and resources without a service have no id
-- unit: kWh and kgCO2e
-- why: who makes a total; the largest are followed down
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day, cast($service_id as bigint) as service_id
),
part as (
  select case when p.service_id is null then f.service_id else f.resource_id end as id,
    case
      when p.service_id is not null then 'resource'
      when f.service_id is not null then 'service'
      when f.resource_id is not null then 'no_service'
      else 'unallocated'
    end as kind, f.*
  from calc.part as f
  join calc.published_day as d on d.day = f.day and d.run_id = f.run_id
  cross join params as p
  where f.day between p.from_day and p.to_day and (p.service_id is null or f.service_id = p.service_id)
),
service as (
  select service_id, arg_max(name, from_seq) as name from stage.service_state group by service_id
),
resource as (
  select resource_id, arg_max(name, from_seq) as name from stage.resource_span group by resource_id
)
select t.kind, t.id, case t.kind when 'service' then s.name when 'resource' then r.name end as name,
  sum(t.it_kwh) as it_kwh,
  sum(t.estimated_kwh) as estimated_kwh,
  sum(t.facility_kwh) as facility_kwh,
  sum(t.scope1_kgco2e) as scope1_kgco2e,
  sum(t.scope2_market_kgco2e) as scope2_market_kgco2e,
  sum(t.scope2_location_kgco2e) as scope2_location_kgco2e,
  sum(t.scope3_market_kgco2e) as scope3_market_kgco2e,
  sum(t.scope3_location_kgco2e) as scope3_location_kgco2e
from part as t
left join service as s on t.kind = 'service' and s.service_id = t.id
left join resource as r on t.kind = 'resource' and r.resource_id = t.id
group by t.kind, t.id, case t.kind when 'service' then s.name when 'resource' then r.name end
