-- grain: one row per service of the period, then resources without a service, then what no rule could give
-- unit: kWh, kgCO2e; share is of the whole, on the market basis; pue is weighted by kWh
-- why: the ranking that every customer looks for first; it adds up to the whole, unallocated included
with params as (
  select
    cast($from_day as date) as from_day,
    cast($to_day as date) as to_day,
    cast($previous_from_day as date) as previous_from_day,
    cast($previous_to_day as date) as previous_to_day
),
-- The month of a resource does not say which of its days lack their PUE: where any does, its PUE is unknown.
known as (
  select bool_and(e.facility_kwh is not null) as is_pue_known
  from equipment_day as e, params
  where e.day between params.from_day and params.to_day
),
held as (
  select
    case
      when m.service_id is not null then 'service'
      when m.resource_id is not null then 'no_service'
      else 'unallocated'
    end as holder,
    m.month >= date_trunc('month', params.from_day) as is_current,
    m.*
  from resource_month as m, params
  where m.month between date_trunc('month', params.previous_from_day) and params.to_day
),
sums as (
  select
    holder,
    service_id,
    arg_max(coalesce(service_name, cast(service_id as varchar)), month) as service,
    arg_max(environment, month) as environment,
    arg_max(cloud_name, month) as cloud_name,
    count(distinct resource_id) filter (where is_current) as resource_count,
    sum(it_kwh) filter (where is_current) as it_kwh,
    sum(facility_kwh) filter (where is_current) as facility_kwh,
    sum(scope1_kgco2e) filter (where is_current) as scope1_kgco2e,
    sum(scope2_market_kgco2e) filter (where is_current) as scope2_market_kgco2e,
    sum(scope2_location_kgco2e) filter (where is_current) as scope2_location_kgco2e,
    sum(scope3_market_kgco2e) filter (where is_current) as scope3_market_kgco2e,
    sum(scope3_location_kgco2e) filter (where is_current) as scope3_location_kgco2e,
    sum(total_market_kgco2e) filter (where is_current) as total_market_kgco2e,
    sum(total_location_kgco2e) filter (where is_current) as total_location_kgco2e,
    sum(total_market_kgco2e) filter (where not is_current) as previous_total_market_kgco2e
  from held
  group by holder, service_id
  having count(*) filter (where is_current) > 0
),
ranked as (
  select
    *,
    row_number() over (partition by holder order by total_market_kgco2e desc nulls last, service_id) as place,
    sum(total_market_kgco2e) over () as whole,
    count(previous_total_market_kgco2e) over () > 0 as has_previous
  from sums
)
select
  case when holder = 'service' then place end as position,
  holder,
  service_id,
  service,
  environment,
  cloud_name,
  resource_count,
  it_kwh,
  facility_kwh,
  case when is_pue_known then it_kwh end as it_with_pue_kwh,
  case when is_pue_known then facility_kwh / nullif(it_kwh, 0) end as pue,
  scope1_kgco2e,
  scope2_market_kgco2e,
  scope2_location_kgco2e,
  scope3_market_kgco2e,
  scope3_location_kgco2e,
  total_market_kgco2e,
  total_location_kgco2e,
  total_market_kgco2e / nullif(whole, 0) as share,
  total_market_kgco2e - previous_total_market_kgco2e as change_market_kgco2e,
  case when has_previous then 'new' else 'no_previous' end as change_unknown
from ranked, known
order by case holder when 'service' then 1 when 'no_service' then 2 else 3 end, place
