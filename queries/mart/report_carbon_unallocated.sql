-- grain: one row per datacenter and category of equipment with something that no rule could give to anyone
-- unit: kWh, kgCO2e; share is of that datacenter's and category's whole, on the market basis
-- why: what is not allocated is shown openly, with where it comes from
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
),
sums as (
  select
    r.datacenter_id,
    r.equipment_category,
    count(distinct r.day) filter (where r.resource_id is null) as days,
    string_agg(distinct r.reason, '; ' order by r.reason) filter (where r.resource_id is null) as reason,
    sum(r.it_kwh) filter (where r.resource_id is null) as it_kwh,
    sum(r.facility_kwh) filter (where r.resource_id is null) as facility_kwh,
    sum(r.scope1_kgco2e + r.scope2_market_kgco2e + r.scope3_market_kgco2e)
      filter (where r.resource_id is null) as total_market_kgco2e,
    sum(r.scope1_kgco2e + r.scope2_location_kgco2e + r.scope3_location_kgco2e)
      filter (where r.resource_id is null) as total_location_kgco2e,
    sum(r.scope1_kgco2e + r.scope2_market_kgco2e + r.scope3_market_kgco2e) as whole
  from resource_day as r, params
  where r.day between params.from_day and params.to_day
  group by r.datacenter_id, r.equipment_category
  having count(*) filter (where r.resource_id is null) > 0
)
select
  datacenter_id,
  equipment_category,
  days,
  reason,
  it_kwh,
  facility_kwh,
  total_market_kgco2e,
  total_location_kgco2e,
  total_market_kgco2e / nullif(whole, 0) as share
from sums
order by total_market_kgco2e desc nulls last, datacenter_id, equipment_category
