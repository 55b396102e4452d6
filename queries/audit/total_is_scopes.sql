-- grain: one row per month and service of the run's days whose total is not the sum of its scopes
-- unit: kgCO2e
-- why: a total is scope 1 + scope 2 + scope 3 of its basis, and services are the sum of their resources
with params as (select cast($run_id as varchar) as run_id),
touched as (
  select distinct cast(date_trunc('month', d.day) as date) as month
  from published_day as d
  join params as p on p.run_id = d.run_id
),
resource_total as (
  select month, service_id, sum(total_market_kgco2e) as total_market_kgco2e, sum(total_location_kgco2e) as total_location_kgco2e
  from resource_month
  group by month, service_id
)
select s.month, s.service_id, s.total_market_kgco2e, s.total_location_kgco2e
from service_month as s
join touched as t on t.month = s.month
left join resource_total as r on r.month = s.month and r.service_id is not distinct from s.service_id
where s.total_market_kgco2e <> s.scope1_kgco2e + s.scope2_market_kgco2e + s.scope3_market_kgco2e
  or s.total_location_kgco2e <> s.scope1_kgco2e + s.scope2_location_kgco2e + s.scope3_location_kgco2e
  or abs(s.total_market_kgco2e - r.total_market_kgco2e) > 1e-9
