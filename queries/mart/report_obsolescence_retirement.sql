-- grain: one row per resource that is obsolete, stopped, unprotected or idle; the ten that save most
-- unit: kWh and kgCO2e of the latest calculated month
-- why: what to retire first
select c.rank, c.resource_id, c.name, c.service_name as service, c.environment, c.platform,
  concat_ws('_', case when c.is_obsolete then 'obsolete' end, case when c.is_stopped then 'stopped' end, case when c.is_unprotected then 'unprotected' end,
    case when c.is_idle then 'idle' end) as why,
  c.facility_kwh, c.total_market_kgco2e, c.total_location_kgco2e
from retirement_candidate as c
where c.rank <= 10 and c.total_market_kgco2e is not null
order by c.rank
