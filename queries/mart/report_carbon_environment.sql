-- grain: one row per environment of the services; what has none stands last
-- unit: kWh, kgCO2e; share is of the whole, on the market basis; pue is weighted by kWh
-- why: production, and everything that is not, are two different conversations
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
),
-- The month of a resource does not say which of its days lack their PUE: where any does, its PUE is unknown.
known as (
  select bool_and(e.facility_kwh is not null) as is_pue_known
  from equipment_day as e, params
  where e.day between params.from_day and params.to_day
),
sums as (
  select
    case when m.resource_id is null then 'unallocated' else 'none' end as holder,
    m.environment,
    count(distinct m.service_id) as service_count,
    count(distinct m.resource_id) as resource_count,
    sum(m.it_kwh) as it_kwh,
    sum(m.facility_kwh) as facility_kwh,
    sum(m.total_market_kgco2e) as total_market_kgco2e,
    sum(m.total_location_kgco2e) as total_location_kgco2e
  from resource_month as m, params
  where m.month between date_trunc('month', params.from_day) and params.to_day
  group by holder, m.environment
)
select
  holder,
  environment,
  service_count,
  resource_count,
  it_kwh,
  facility_kwh,
  case when is_pue_known then it_kwh end as it_with_pue_kwh,
  case when is_pue_known then facility_kwh / nullif(it_kwh, 0) end as pue,
  total_market_kgco2e,
  total_location_kgco2e,
  total_market_kgco2e / nullif(sum(total_market_kgco2e) over (), 0) as share
from sums, known
order by environment is null, total_market_kgco2e desc nulls last, environment, holder
