-- grain: one row per datacenter and set of grid factor values used in the period
-- unit: kgCO2e per kWh; losses as kWh lost per kWh delivered
-- why: provenance of the location basis: which factor, of which year, from where
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
)
select
  g.datacenter_id,
  g.country,
  count(distinct g.day) as days,
  cast(g.factor_year as varchar) as factor_year,
  g.scope2_kgco2e_per_kwh,
  case when g.is_scope3_covered then g.scope3_kgco2e_per_kwh end as scope3_kgco2e_per_kwh,
  case when g.is_td_loss_covered then g.td_loss_rate end as td_loss_rate,
  case when g.perimeter = 'lifecycle' then 'included' else 'not_covered' end as uncovered,
  g.perimeter,
  g.is_provisional,
  g.source
from grid_factor_day as g, params
where g.day between params.from_day and params.to_day
group by all
order by g.datacenter_id, factor_year, g.scope2_kgco2e_per_kwh, g.source
