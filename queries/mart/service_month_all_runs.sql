-- grain: one row per run, month and service that received something; service_id NULL is unallocated or without a service
-- unit: kWh and kgCO2e; month is its first day
-- why: what each run gave a service in a month; published or not
select month, service_id, service_name, environment, cloud_name, days_covered, it_kwh, estimated_kwh, facility_kwh,
  scope1_kgco2e, scope2_market_kgco2e, scope2_location_kgco2e, scope3_market_kgco2e, scope3_location_kgco2e,
  total_market_kgco2e, total_location_kgco2e, is_provisional, run_id
from calc.service_month
where speaker = run_id
