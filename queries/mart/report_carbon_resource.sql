-- grain: one row per resource, services in the order of their ranking; the unallocated last
-- unit: kWh, kgCO2e; share_of_service is on the market basis
-- why: per instance, as the cloud's own carbon page shows it, so that a service's figure can be followed down
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
),
sums as (
  select
    case
      when m.service_id is not null then 'service'
      when m.resource_id is not null then 'no_service'
      else 'unallocated'
    end as holder,
    m.service_id,
    m.resource_id,
    arg_max(coalesce(m.service_name, cast(m.service_id as varchar)), m.month) as service,
    arg_max(m.environment, m.month) as environment,
    arg_max(coalesce(m.resource_name, cast(m.resource_id as varchar)), m.month) as resource,
    sum(m.it_kwh) as it_kwh,
    sum(m.facility_kwh) as facility_kwh,
    sum(m.total_market_kgco2e) as total_market_kgco2e,
    sum(m.total_location_kgco2e) as total_location_kgco2e
  from resource_month as m, params
  where m.month between date_trunc('month', params.from_day) and params.to_day
  group by holder, m.service_id, m.resource_id
),
placed as (
  select *, sum(total_market_kgco2e) over (partition by holder, service_id) as service_market_kgco2e
  from sums
)
select
  holder,
  service_id,
  service,
  environment,
  resource_id,
  resource,
  it_kwh,
  facility_kwh,
  total_market_kgco2e,
  total_location_kgco2e,
  total_market_kgco2e / nullif(service_market_kgco2e, 0) as share_of_service
from placed
order by
  case holder when 'service' then 1 when 'no_service' then 2 else 3 end,
  service_market_kgco2e desc nulls last,
  service_id,
  total_market_kgco2e desc nulls last,
  resource_id
