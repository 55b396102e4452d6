-- grain: one row per month, service and phase; the phase of each day, the worse of node and cluster; NULL is what nobody received
-- unit: kWh and kgCO2e; month is its first day
-- why: the energy and carbon of what is obsolete, on both bases, with the milestones as they are known now; the phases sum to service_month
with bounded as (
  select resource_id, case when support_phase = 'UNKNOWN' then -1 else rank end as rank,
    coalesce(from_on, date '-infinity') as from_on, coalesce(until_on, date 'infinity') as until_on
  from stage.resource_phase_span
),
-- Both change phase seldom: the days on which neither does are one span.
worse as (
  select o.resource_id, greatest(o.rank, coalesce(c.rank, -1)) as rank,
    greatest(o.from_on, coalesce(c.from_on, o.from_on)) as from_on, least(o.until_on, coalesce(c.until_on, o.until_on)) as until_on
  from bounded as o
  join stage.resource_milestone as m on m.resource_id = o.resource_id
  left join bounded as c on c.resource_id = m.parent_id and c.from_on < o.until_on and o.from_on < c.until_on
),
carried as (
  select d.day, d.resource_id, d.service_id, d.it_kwh, d.facility_kwh,
    d.scope1_kgco2e + d.scope2_market_kgco2e + d.scope3_market_kgco2e as total_market_kgco2e,
    d.scope1_kgco2e + d.scope2_location_kgco2e + d.scope3_location_kgco2e as total_location_kgco2e
  from calc.part as d
  join calc.published_day as p on p.day = d.day and p.run_id = d.run_id
),
-- By resource first: counting distinct resources over every part of every day costs more than all the rest.
each_resource as (
  select cast(date_trunc('month', t.day) as date) as month, t.service_id, t.resource_id,
    case when t.resource_id is not null then coalesce(w.rank, -1) end as rank,
    sum(t.it_kwh) as it_kwh, sum(t.facility_kwh) as facility_kwh,
    sum(t.total_market_kgco2e) as total_market_kgco2e, sum(t.total_location_kgco2e) as total_location_kgco2e
  from carried as t
  left join worse as w on w.resource_id = t.resource_id and t.day >= w.from_on and t.day < w.until_on
  group by 1, 2, 3, 4
),
total as (
  select month, service_id, rank, count(resource_id) as resources, sum(it_kwh) as it_kwh, sum(facility_kwh) as facility_kwh,
    sum(total_market_kgco2e) as total_market_kgco2e, sum(total_location_kgco2e) as total_location_kgco2e
  from each_resource
  group by month, service_id, rank
),
service_name as (
  select service_id, arg_max(name, from_seq) as name, arg_max(environment, from_seq) as environment, arg_max(cloud_name, from_seq) as cloud_name
  from stage.service_state
  group by service_id
)
select t.month, t.service_id, s.name as service_name, s.environment, s.cloud_name,
  case t.rank when -1 then 'UNKNOWN' when 0 then 'STANDARD' when 1 then 'END_OF_SALES' when 2 then 'EXTENDED' when 3 then 'END_OF_SUPPORT' end as support_phase,
  t.resources, t.it_kwh, t.facility_kwh, t.total_market_kgco2e, t.total_location_kgco2e
from total as t
left join service_name as s on s.service_id = t.service_id
