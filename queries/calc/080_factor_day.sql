-- grain: one row per datacenter and day of the period
-- unit: kgCO2e per kWh of facility energy; scope 3 is upstream plus td_loss_rate x scope 2
-- why: market is the share-weighted mean of the suppliers' factors, location the grid's (GHG Protocol, Scope 2 Guidance; losses as in Scope 3 Technical Guidance, Example 3.1)
with part as (
  select day, datacenter_id, is_provisional,
    scope2_kgco2e_per_kwh is not null as is_known,
    cast(share * scope2_kgco2e_per_kwh as decimal(38, 18)) as scope2,
    cast(share * (coalesce(scope3_kgco2e_per_kwh, 0) + coalesce(td_loss_rate, 0) * scope2_kgco2e_per_kwh) as decimal(38, 18)) as scope3
  from calc.mix_day
),
market as (
  select day, datacenter_id, bool_or(is_provisional) as is_provisional,
    case when bool_and(is_known) then cast(sum(scope2) as double) end as scope2,
    case when bool_and(is_known) then cast(sum(scope3) as double) end as scope3
  from part
  group by day, datacenter_id
)
select p.day, p.datacenter_id, p.pue, p.pue_period,
  m.scope2 as market_scope2, m.scope3 as market_scope3,
  g.scope2_kgco2e_per_kwh as location_scope2,
  coalesce(g.scope3_kgco2e_per_kwh, 0) + coalesce(g.td_loss_rate, 0) * g.scope2_kgco2e_per_kwh as location_scope3,
  coalesce(m.is_provisional, false) or g.is_provisional or coalesce(p.status = 'interim', false) as is_provisional,
  nullif(concat_ws('; ',
    case when p.pue is null then 'no PUE of ' || p.datacenter_id end,
    case when m.day is null then 'no energy mix of ' || p.datacenter_id
      when m.scope2 is null then 'no emission factor of a supplier of ' || p.datacenter_id end,
    case when g.factor_year is null then 'no grid factor of ' || g.country end
  ), '') as reason
from calc.pue_day as p
join calc.grid_factor_day as g on g.day = p.day and g.datacenter_id = p.datacenter_id
left join market as m on m.day = p.day and m.datacenter_id = p.datacenter_id
