-- grain: one row, the whole period beside the period before it
-- unit: kWh, kgCO2e; pue and …_share are ratios
-- why: page one says what the period weighs on both bases, what changed, and what it rests on
with params as (
  select
    cast($from_day as date) as from_day,
    cast($to_day as date) as to_day,
    cast($previous_from_day as date) as previous_from_day,
    cast($previous_to_day as date) as previous_to_day
),
spans as (
  select 'current' as span, from_day, to_day from params
  union all
  select 'previous' as span, previous_from_day, previous_to_day from params
),
calculated as (
  select spans.span, count(distinct published_day.day) as days_calculated
  from spans
  inner join published_day on published_day.day between spans.from_day and spans.to_day
  group by spans.span
),
sums as (
  select
    spans.span,
    sum(e.it_kwh) as it_kwh,
    sum(e.estimated_kwh) as estimated_kwh,
    sum(e.facility_kwh) as facility_kwh,
    sum(e.it_kwh) filter (where e.facility_kwh is not null) as it_with_pue_kwh,
    sum(e.scope1_kgco2e) + sum(e.scope2_market_kgco2e) + sum(e.scope3_market_kgco2e) as total_market_kgco2e,
    sum(e.scope1_kgco2e) + sum(e.scope2_location_kgco2e) + sum(e.scope3_location_kgco2e) as total_location_kgco2e,
    bool_or(e.is_provisional) as is_provisional,
    count(*) filter (where e.reason is not null) as incomplete_rows,
    count(distinct e.equipment_id) as equipment_count,
    count(distinct e.datacenter_id) as datacenter_count
  from spans
  inner join equipment_day as e on e.day between spans.from_day and spans.to_day
  group by spans.span
),
held as (
  select
    count(distinct r.service_id) filter (where r.it_kwh is distinct from 0) as service_count,
    count(distinct r.resource_id) filter (where r.it_kwh is distinct from 0) as resource_count,
    coalesce(bool_or(r.is_estate_assumed), false) as is_estate_assumed
  from resource_day as r, params
  where r.day between params.from_day and params.to_day
)
select
  params.from_day,
  params.to_day,
  date_diff('day', params.from_day, params.to_day) + 1 as days,
  coalesce(c.days_calculated, 0) as days_calculated,
  coalesce(c.days_calculated, 0) < date_diff('day', params.from_day, params.to_day) + 1 as is_partial,
  params.previous_from_day,
  params.previous_to_day,
  date_diff('day', params.previous_from_day, params.previous_to_day) + 1 as previous_days,
  coalesce(pc.days_calculated, 0) as previous_days_calculated,
  coalesce(pc.days_calculated, 0) > 0 as has_previous,
  s.total_market_kgco2e,
  s.total_location_kgco2e,
  s.it_kwh,
  s.facility_kwh,
  s.facility_kwh / nullif(s.it_with_pue_kwh, 0) as pue,
  s.estimated_kwh / nullif(s.it_kwh, 0) as estimated_share,
  p.total_market_kgco2e as previous_total_market_kgco2e,
  s.total_market_kgco2e - p.total_market_kgco2e as change_market_kgco2e,
  (s.total_market_kgco2e - p.total_market_kgco2e) / nullif(p.total_market_kgco2e, 0) as change_market_share,
  s.total_location_kgco2e - p.total_location_kgco2e as change_location_kgco2e,
  (s.total_location_kgco2e - p.total_location_kgco2e) / nullif(p.total_location_kgco2e, 0)
    as change_location_share,
  s.it_kwh - p.it_kwh as change_it_kwh,
  (s.it_kwh - p.it_kwh) / nullif(p.it_kwh, 0) as change_it_share,
  s.facility_kwh - p.facility_kwh as change_facility_kwh,
  (s.facility_kwh - p.facility_kwh) / nullif(p.facility_kwh, 0) as change_facility_share,
  s.facility_kwh / nullif(s.it_with_pue_kwh, 0) - p.facility_kwh / nullif(p.it_with_pue_kwh, 0) as change_pue,
  coalesce(s.is_provisional, false) as is_provisional,
  coalesce(s.incomplete_rows, 0) as incomplete_rows,
  coalesce(s.incomplete_rows, 0) > 0 as is_incomplete,
  held.is_estate_assumed,
  held.service_count,
  held.resource_count,
  coalesce(s.equipment_count, 0) as equipment_count,
  coalesce(s.datacenter_count, 0) as datacenter_count
from params
cross join held
left join calculated as c on c.span = 'current'
left join calculated as pc on pc.span = 'previous'
left join sums as s on s.span = 'current'
left join sums as p on p.span = 'previous'
