-- grain: one row per stopped resource of the latest complete snapshot that holds storage or backups
-- unit: sizes in GB; kWh and kgCO2e of the latest month that is calculated; since_at an instant
-- why: a machine that is off still pays for its disks
with newest as (
  select max(cast(date_trunc('month', day) as date)) as month from calc.published_day
),
carried as (
  select d.resource_id, sum(d.facility_kwh) as facility_kwh,
    sum(d.scope1_kgco2e + d.scope2_market_kgco2e + d.scope3_market_kgco2e) as total_market_kgco2e,
    sum(d.scope1_kgco2e + d.scope2_location_kgco2e + d.scope3_location_kgco2e) as total_location_kgco2e
  from newest as n
  join calc.published_day as p on p.day >= n.month
  join calc.part as d on d.day = p.day and d.run_id = p.run_id
  group by d.resource_id
)
select r.resource_id, r.name, r.service_id, coalesce(s.name, r.service_name) as service_name, coalesce(r.environment, s.environment) as environment,
  r.platform, t.since_at, t.is_first_seen, r.storage_gb, r.backup_gb, n.month, c.facility_kwh, c.total_market_kgco2e, c.total_location_kgco2e
from stage.resource_now as r
cross join newest as n
join stage.resource_status_since as t on t.resource_id = r.resource_id
left join stage.service_state as s on s.until_seq is null and s.service_id = r.service_id
left join carried as c on c.resource_id = r.resource_id
where r.status = 'INACTIVE' and (r.storage_gb > 0 or r.backup_gb > 0)
