-- grain: one row per datacenter, supplier and set of factor values used in the period
-- unit: kgCO2e per kWh; losses as kWh lost per kWh delivered; shares of the datacenter's electricity
-- why: provenance of the market basis: which factor, of which year, from where
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
)
select
  m.datacenter_id,
  m.supplier_id,
  count(distinct m.day) as days,
  min(m.share) as min_share,
  max(m.share) as max_share,
  cast(m.factor_year as varchar) as factor_year,
  m.scope2_kgco2e_per_kwh,
  case when m.is_scope3_covered then m.scope3_kgco2e_per_kwh end as scope3_kgco2e_per_kwh,
  case when m.is_td_loss_covered then m.td_loss_rate end as td_loss_rate,
  case when m.perimeter = 'lifecycle' then 'included' else 'not_covered' end as uncovered,
  m.perimeter,
  m.is_provisional,
  m.source
from mix_day as m, params
where m.day between params.from_day and params.to_day
group by all
order by m.datacenter_id, m.supplier_id, factor_year, m.scope2_kgco2e_per_kwh, m.source
