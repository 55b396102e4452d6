-- grain: one row per month, service and phase
-- unit: kWh and kgCO2e
-- why: how much carbon is emitted by what is past its end of support, or near it
-- title: The carbon of what is obsolete
-- param phases = END_OF_SUPPORT|EXTENDED: phases that count, | between them
with params as (
  select string_split(upper(cast($phases as varchar)), '|') as phases
)
select f.month, f.service_id, f.service_name, f.environment, f.support_phase, f.resources, f.facility_kwh, f.total_market_kgco2e, f.total_location_kgco2e
from obsolete_footprint as f
join params as p on list_contains(p.phases, f.support_phase)
order by f.month, f.total_market_kgco2e desc, f.service_id
