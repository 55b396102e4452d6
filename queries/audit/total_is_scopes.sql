-- grain: one row per service of a month of the run whose total is not the sum of its scopes, and per month whose services do not sum to its equipment
-- unit: kgCO2e
-- why: a total is scope 1 + scope 2 + scope 3 of its basis, and services are all there is
with params as (select cast($run_id as varchar) as run_id),
touched as (
  select distinct cast(date_trunc('month', d.day) as date) as month
  from published_day as d
  join params as p on p.run_id = d.run_id
),
service as (
  select s.month, s.service_id, s.total_market_kgco2e, s.total_location_kgco2e,
    s.scope1_kgco2e + s.scope2_market_kgco2e + s.scope3_market_kgco2e as scopes_market_kgco2e,
    s.scope1_kgco2e + s.scope2_location_kgco2e + s.scope3_location_kgco2e as scopes_location_kgco2e
  from service_month as s
  join touched as t on t.month = s.month
),
whole as (
  select t.month, sum(e.scope1_kgco2e) + sum(e.scope2_market_kgco2e) + sum(e.scope3_market_kgco2e) as market,
    sum(e.scope1_kgco2e) + sum(e.scope2_location_kgco2e) + sum(e.scope3_location_kgco2e) as location
  from equipment_day as e
  join touched as t on t.month = cast(date_trunc('month', e.day) as date)
  group by t.month
),
summed as (
  select month, sum(total_market_kgco2e) as market, sum(total_location_kgco2e) as location
  from service
  group by month
)
select month, service_id, total_market_kgco2e, total_location_kgco2e
from service
where total_market_kgco2e <> scopes_market_kgco2e or total_location_kgco2e <> scopes_location_kgco2e
union all
select w.month, null, s.market, s.location
from whole as w
left join summed as s on s.month = w.month
where abs(cast(w.market - coalesce(s.market, 0) as double)) > 1e-9 * greatest(abs(cast(w.market as double)), 1)
  or abs(cast(w.location - coalesce(s.location, 0) as double)) > 1e-9 * greatest(abs(cast(w.location as double)), 1)
