-- grain: one row per month, speaker and service that received something; service_id NULL is unallocated or without a service
-- unit: kWh and kgCO2e; month is its first day
-- why: a service is the sum of its resources over the days that speak; names are those of the month's last day
with total as (
  select month, speaker, service_id,
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
  group by month, speaker, service_id
  having coalesce(sum(it_units), 1) <> 0
    or coalesce(sum(estimated_units), 1) <> 0
    or coalesce(sum(facility_units), 1) <> 0
    or coalesce(sum(scope1_units), 1) <> 0
    or coalesce(sum(scope2_market_units), 1) <> 0
    or coalesce(sum(scope2_location_units), 1) <> 0
    or coalesce(sum(scope3_market_units), 1) <> 0
    or coalesce(sum(scope3_location_units), 1) <> 0
)
select t.month, t.speaker, c.version, t.service_id, n.name as service_name, n.environment, n.cloud_name, c.days_covered,
  t.it_kwh, t.estimated_kwh, t.facility_kwh, t.scope1_kgco2e, t.scope2_market_kgco2e, t.scope2_location_kgco2e,
  t.scope3_market_kgco2e, t.scope3_location_kgco2e,
  t.scope1_kgco2e + t.scope2_market_kgco2e + t.scope3_market_kgco2e as total_market_kgco2e,
  t.scope1_kgco2e + t.scope2_location_kgco2e + t.scope3_location_kgco2e as total_location_kgco2e,
  t.is_provisional, c.run_id
from total as t
join calc.spoken_month as c on c.month = t.month and c.speaker = t.speaker
left join calc.spoken_service as n on n.month = t.month and n.speaker = t.speaker and n.service_id = t.service_id
