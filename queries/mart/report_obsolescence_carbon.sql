-- grain: one row per phase, of the latest calculated month
-- unit: kWh, kgCO2e on both bases; share of the month's market-based emissions
-- why: what only this ledger can say: the carbon of what is obsolete
with params as (
  select cast($as_of as date) as as_of
),
newest as (
  select max(f.month) as month
  from obsolete_footprint as f
  join params as p on f.month <= p.as_of
)
select coalesce(f.support_phase, 'NOBODY') as support_phase, cast(sum(f.resources) as bigint) as resources, sum(f.facility_kwh) as facility_kwh,
  sum(f.total_market_kgco2e) as total_market_kgco2e, sum(f.total_location_kgco2e) as total_location_kgco2e,
  sum(f.total_market_kgco2e) / nullif(sum(sum(f.total_market_kgco2e)) over (), 0) as share
from obsolete_footprint as f
join newest as n on n.month = f.month
group by f.support_phase
order by array_position(['END_OF_SUPPORT', 'EXTENDED', 'END_OF_SALES', 'STANDARD', 'UNKNOWN'], support_phase) nulls last
