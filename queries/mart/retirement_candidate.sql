-- grain: one row per resource of the latest complete snapshot that is obsolete, stopped, unprotected or idle; a cluster with its nodes
-- unit: kWh and kgCO2e of the latest month that is calculated
-- why: what could be retired, and what that would save; rank 1 saves most on the market basis
with newest as (
  select max(cast(date_trunc('month', day) as date)) as month from calc.published_day
),
latest as (
  select max(taken_on) as taken_on from stage.itcare_snapshot
),
carried as (
  select coalesce(k.cluster_id, d.resource_id) as resource_id, sum(d.facility_kwh) as facility_kwh,
    sum(d.scope1_kgco2e + d.scope2_market_kgco2e + d.scope3_market_kgco2e) as total_market_kgco2e,
    sum(d.scope1_kgco2e + d.scope2_location_kgco2e + d.scope3_location_kgco2e) as total_location_kgco2e
  from newest as n
  join calc.published_day as p on p.day >= n.month
  join calc.part as d on d.day = p.day and d.run_id = p.run_id
  left join stage.resource_kind as k on k.resource_id = d.resource_id
  group by 1
),
-- Without usage.csv nobody knows what is idle.
used as (
  select coalesce(k.cluster_id, u.resource_id) as resource_id, sum(u.vcpu_hours) as vcpu_hours
  from newest as n
  join stage.usage as u on u.day >= n.month and u.day <= last_day(n.month)
  left join stage.resource_kind as k on k.resource_id = u.resource_id
  group by 1
),
judged as (
  select r.resource_id, r.name, r.service_id, coalesce(s.name, r.service_name) as service_name, coalesce(r.environment, s.environment) as environment,
    r.platform, r.status, a.support_phase, a.support_phase = 'END_OF_SUPPORT' as is_obsolete, coalesce(r.status = 'INACTIVE', false) as is_stopped,
    f.exempt_reason is null and not f.has_backup as is_unprotected, u.vcpu_hours = 0 as is_idle
  from latest as l
  join stage.resource_phase_span as a on (a.from_on is null or a.from_on <= l.taken_on) and (a.until_on is null or a.until_on > l.taken_on)
  join stage.resource_now as r on r.resource_id = a.resource_id
  join stage.backup_fact as f on f.resource_id = r.resource_id and f.cluster_id is null
  left join stage.service_state as s on s.until_seq is null and s.service_id = r.service_id
  left join used as u on u.resource_id = r.resource_id
)
select row_number() over (order by c.total_market_kgco2e desc nulls last, j.resource_id) as rank, j.resource_id, j.name, j.service_id, j.service_name,
  j.environment, j.platform, j.status, j.support_phase, j.is_obsolete, j.is_stopped, j.is_unprotected, j.is_idle,
  n.month, c.facility_kwh, c.total_market_kgco2e, c.total_location_kgco2e
from judged as j
cross join newest as n
left join carried as c on c.resource_id = j.resource_id
where j.is_obsolete or j.is_stopped or j.is_unprotected or j.is_idle
