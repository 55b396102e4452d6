-- grain: one row per service with resources in extended support or past the end of support, of the latest calculated month
-- unit: kWh, kgCO2e; share of the service's own market-based emissions
-- why: whose emissions come from what is obsolete
with params as (
  select cast($as_of as date) as as_of
),
newest as (
  select max(f.month) as month
  from obsolete_footprint as f
  join params as p on f.month <= p.as_of
)
select f.service_id, any_value(f.service_name) as service, any_value(f.environment) as environment,
  sum(f.facility_kwh) filter (f.support_phase in ('EXTENDED', 'END_OF_SUPPORT')) as facility_kwh,
  sum(f.total_market_kgco2e) filter (f.support_phase = 'END_OF_SUPPORT') as ended_kgco2e,
  sum(f.total_market_kgco2e) filter (f.support_phase = 'EXTENDED') as extended_kgco2e,
  sum(f.total_market_kgco2e) filter (f.support_phase in ('EXTENDED', 'END_OF_SUPPORT')) as obsolete_kgco2e,
  sum(f.total_market_kgco2e) as total_kgco2e,
  sum(f.total_market_kgco2e) filter (f.support_phase in ('EXTENDED', 'END_OF_SUPPORT')) / nullif(sum(f.total_market_kgco2e), 0) as share
from obsolete_footprint as f
join newest as n on n.month = f.month
group by f.service_id
having count(*) filter (f.support_phase in ('EXTENDED', 'END_OF_SUPPORT')) > 0
order by ended_kgco2e desc nulls last, obsolete_kgco2e desc nulls last, f.service_id nulls last
