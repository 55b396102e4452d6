-- grain: one row per month, service and phase; the phase of each day, the worse of node and cluster; NULL is what nobody received
-- unit: kWh and kgCO2e; month is its first day
-- why: the energy and carbon of what is obsolete, on both bases, with the milestones as they are known now; the phases sum to service_month
with carried as (
  select d.day, d.resource_id, d.service_id, d.it_kwh, d.facility_kwh,
    d.scope1_kgco2e + d.scope2_market_kgco2e + d.scope3_market_kgco2e as total_market_kgco2e,
    d.scope1_kgco2e + d.scope2_location_kgco2e + d.scope3_location_kgco2e as total_location_kgco2e
  from calc.resource_day as d
  join calc.published_day as p on p.day = d.day and p.run_id = d.run_id
),
-- A day's sum per resource first: every join below is once per day and resource.
resource_total as (
  select day, resource_id, service_id, sum(it_kwh) as it_kwh, sum(facility_kwh) as facility_kwh,
    sum(total_market_kgco2e) as total_market_kgco2e, sum(total_location_kgco2e) as total_location_kgco2e
  from carried
  group by day, resource_id, service_id
),
ranked as (
  select t.*, case when t.resource_id is not null then greatest(
    coalesce(case when o.support_phase = 'UNKNOWN' then -1 else o.rank end, -1),
    coalesce(case when c.support_phase = 'UNKNOWN' then -1 else c.rank end, -1)) end as rank
  from resource_total as t
  left join stage.resource_phase_span as o
    on o.resource_id = t.resource_id and (o.from_on is null or o.from_on <= t.day) and (o.until_on is null or o.until_on > t.day)
  left join stage.resource_milestone as m on m.resource_id = t.resource_id
  left join stage.resource_phase_span as c
    on c.resource_id = m.parent_id and (c.from_on is null or c.from_on <= t.day) and (c.until_on is null or c.until_on > t.day)
),
service_name as (
  select service_id, arg_max(name, from_seq) as name, arg_max(environment, from_seq) as environment, arg_max(cloud_name, from_seq) as cloud_name
  from stage.service_state
  group by service_id
)
select cast(date_trunc('month', r.day) as date) as month, r.service_id, any_value(s.name) as service_name, any_value(s.environment) as environment,
  any_value(s.cloud_name) as cloud_name,
  case r.rank when -1 then 'UNKNOWN' when 0 then 'STANDARD' when 1 then 'END_OF_SALES' when 2 then 'EXTENDED' when 3 then 'END_OF_SUPPORT' end as support_phase,
  count(distinct r.resource_id) as resources, sum(r.it_kwh) as it_kwh, sum(r.facility_kwh) as facility_kwh,
  sum(r.total_market_kgco2e) as total_market_kgco2e, sum(r.total_location_kgco2e) as total_location_kgco2e
from ranked as r
left join service_name as s on s.service_id = r.service_id
group by 1, r.service_id, r.rank
