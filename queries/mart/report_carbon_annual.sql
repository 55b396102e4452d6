-- grain: one row per scope, category, perimeter and declaration of annual emissions that the period carries
-- unit: kgCO2e over the period; days
-- why: provenance of what is declared once a year: how much, of which year, audited or not, from where
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
)
select
  a.scope,
  a.category,
  a.datacenter_id,
  count(distinct a.day) as days,
  sum(a.kgco2e) as kgco2e,
  cast(a.source_year as varchar) as source_year,
  a.status,
  a.is_provisional,
  a.source
from annual_day as a, params
where a.day between params.from_day and params.to_day
group by a.scope, a.category, a.datacenter_id, a.source_year, a.status, a.is_provisional, a.source
order by a.scope, a.category, a.datacenter_id nulls first, source_year, a.status, a.source
