-- grain: one row per pool, day, datacenter of the equipment and category
-- unit: kWh and kgCO2e, decimal; electricity_… is scope 2 and the scope 3 of electricity
-- why: equipment with the same rule, pool and day is summed first and split once; what is electricity stays apart from what is declared
select e.day, p.pool_id, e.datacenter_id, e.category as equipment_category,
  sum(e.it_kwh) as it_kwh,
  sum(e.estimated_kwh) as estimated_kwh,
  sum(e.facility_kwh) as facility_kwh,
  sum(e.scope1_kgco2e) as scope1_kgco2e,
  sum(e.scope2_market_kgco2e) as scope2_market_kgco2e,
  sum(e.scope2_location_kgco2e) as scope2_location_kgco2e,
  sum(e.scope3_market_kgco2e) as scope3_market_kgco2e,
  sum(e.scope3_location_kgco2e) as scope3_location_kgco2e,
  sum(e.scope2_market_kgco2e + cast(cast(e.facility_kwh as double) * f.market_scope3 as decimal(38, 18))) as electricity_market_kgco2e,
  sum(e.scope2_location_kgco2e + cast(cast(e.facility_kwh as double) * f.location_scope3 as decimal(38, 18))) as electricity_location_kgco2e,
  coalesce(sum(e.embodied_kgco2e), 0) as embodied_kgco2e,
  bool_or(e.is_provisional) as is_provisional,
  case when count(e.reason) > 0
    then count(e.reason) || ' of ' || count(*) || ' equipment incomplete: ' || min(e.reason)
  end as reason
from calc.equipment_day as e
join calc.equipment_pool as p on p.equipment_id = e.equipment_id and p.day = e.day
left join calc.factor_day as f on f.day = e.day and f.datacenter_id = e.datacenter_id
group by e.day, p.pool_id, e.datacenter_id, e.category
