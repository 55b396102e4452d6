-- grain: one row per month, speaker, resource and service it belonged to; resource_id NULL is unallocated
-- unit: kWh and kgCO2e; month is its first day
-- why: a resource's share over the days that speak; names are those of the month's last day
with total as (
  select month, speaker, resource_id, service_id,
    cast(sum(it_units) as decimal(38, 0)) * 0.000000000000000001 as it_kwh,
    cast(sum(estimated_units) as decimal(38, 0)) * 0.000000000000000001 as estimated_kwh,
    cast(sum(facility_units) as decimal(38, 0)) * 0.000000000000000001 as facility_kwh,
    cast(sum(scope1_units) as decimal(38, 0)) * 0.000000000000000001 as scope1_kgco2e,
    cast(sum(scope2_market_units) as decimal(38, 0)) * 0.000000000000000001 as scope2_market_kgco2e,
    cast(sum(scope2_location_units) as decimal(38, 0)) * 0.000000000000000001 as scope2_location_kgco2e,
    cast(sum(scope3_market_units) as decimal(38, 0)) * 0.000000000000000001 as scope3_market_kgco2e,
    cast(sum(scope3_location_units) as decimal(38, 0)) * 0.000000000000000001 as scope3_location_kgco2e,
    bool_or(is_provisional) as is_provisional
  from calc.spoken_part
  group by month, speaker, resource_id, service_id
  having coalesce(sum(it_units), 1) <> 0
    or coalesce(sum(estimated_units), 1) <> 0
    or coalesce(sum(facility_units), 1) <> 0
    or coalesce(sum(scope1_units), 1) <> 0
    or coalesce(sum(scope2_market_units), 1) <> 0
    or coalesce(sum(scope2_location_units), 1) <> 0
    or coalesce(sum(scope3_market_units), 1) <> 0
    or coalesce(sum(scope3_location_units), 1) <> 0
),
resource_name as (
  select m.month, m.speaker, r.resource_id, arg_max(r.name, r.from_seq) as name
  from calc.spoken_month as m
  join stage.resource_span as r on r.from_seq <= m.snapshot_seq
  group by m.month, m.speaker, r.resource_id
)
select t.month, t.speaker, t.resource_id, r.name as resource_name, t.service_id, s.name as service_name, s.environment, s.cloud_name, c.days_covered,
  t.it_kwh, t.estimated_kwh, t.facility_kwh, t.scope1_kgco2e, t.scope2_market_kgco2e, t.scope2_location_kgco2e,
  t.scope3_market_kgco2e, t.scope3_location_kgco2e,
  t.scope1_kgco2e + t.scope2_market_kgco2e + t.scope3_market_kgco2e as total_market_kgco2e,
  t.scope1_kgco2e + t.scope2_location_kgco2e + t.scope3_location_kgco2e as total_location_kgco2e,
  t.is_provisional, c.run_id
from total as t
join calc.spoken_month as c on c.month = t.month and c.speaker = t.speaker
left join resource_name as r on r.month = t.month and r.speaker = t.speaker and r.resource_id = t.resource_id
left join calc.spoken_service as s on s.month = t.month and s.speaker = t.speaker and s.service_id = t.service_id
