-- grain: one row per equipment and civil day of the period in service
-- unit: kWh and kgCO2e, decimal; each product is computed in double and rounded once
-- why: facility_kwh = it_kwh x pue; electricity = facility_kwh x factor on both bases; annual amounts pro rata to facility_kwh; embodied beside them, never a kWh; NULL always has its reason
with product as (
  select e.*, f.pue, f.pue_period, f.is_provisional, f.reason as factor_reason,
    f.market_scope2, f.market_scope3, f.location_scope2, f.location_scope3,
    cast(cast(e.it_kwh as double) * f.pue as decimal(38, 18)) as facility_kwh
  from calc.equipment_energy as e
  join calc.factor_day as f on f.day = e.day and f.datacenter_id = e.datacenter_id
),
annual as (
  select day, datacenter_id,
    coalesce(sum(kgco2e) filter (scope = 1), 0) as scope1,
    coalesce(sum(kgco2e) filter (scope = 3), 0) as scope3,
    bool_or(is_provisional) as is_provisional
  from calc.annual_day
  group by day, datacenter_id
),
-- What part of its datacenter's and of the estate's facility energy an equipment has that day: equal parts where all drew nothing.
weighed as (
  select *,
    case when sum(facility_kwh) over site = 0 then 1.0 / count(facility_kwh) over site
      else cast(facility_kwh as double) / cast(sum(facility_kwh) over site as double) end as site_part,
    case when sum(facility_kwh) over estate = 0 then 1.0 / count(facility_kwh) over estate
      else cast(facility_kwh as double) / cast(sum(facility_kwh) over estate as double) end as estate_part
  from product
  window site as (partition by day, datacenter_id), estate as (partition by day)
),
declared as (
  select w.*,
    -- Off, or beyond its lifetime: 0. Not known: NULL, which counts nothing and is listed in calc.embodied.
    case when l.reason is null then coalesce(m.kgco2e, 0) end as embodied_kgco2e,
    coalesce(s.is_provisional, false) or coalesce(a.is_provisional, false) as is_annual_provisional,
    case when s.scope1 is null and a.scope1 is null then cast(0 as decimal(38, 18))
      when w.facility_kwh is not null then cast(w.site_part * cast(coalesce(s.scope1, 0) as double) as decimal(38, 18))
        + cast(w.estate_part * cast(coalesce(a.scope1, 0) as double) as decimal(38, 18)) end as annual_scope1,
    case when s.scope3 is null and a.scope3 is null then cast(0 as decimal(38, 18))
      when w.facility_kwh is not null then cast(w.site_part * cast(coalesce(s.scope3, 0) as double) as decimal(38, 18))
        + cast(w.estate_part * cast(coalesce(a.scope3, 0) as double) as decimal(38, 18)) end as annual_scope3
  from weighed as w
  left join annual as s on s.day = w.day and s.datacenter_id = w.datacenter_id
  left join annual as a on a.day = w.day and a.datacenter_id is null
  left join calc.embodied as l on l.equipment_id = w.equipment_id
  left join calc.embodied_day as m on m.equipment_id = w.equipment_id and m.day = w.day
)
select day, equipment_id, datacenter_id, category, subcategory, sample_count, rejected_count, coverage,
  measured_kwh, estimated_kwh, it_kwh, pue, pue_period, facility_kwh,
  annual_scope1 as scope1_kgco2e,
  cast(cast(facility_kwh as double) * market_scope2 as decimal(38, 18)) as scope2_market_kgco2e,
  cast(cast(facility_kwh as double) * location_scope2 as decimal(38, 18)) as scope2_location_kgco2e,
  cast(cast(facility_kwh as double) * market_scope3 as decimal(38, 18)) + annual_scope3 + coalesce(embodied_kgco2e, 0) as scope3_market_kgco2e,
  cast(cast(facility_kwh as double) * location_scope3 as decimal(38, 18)) + annual_scope3 + coalesce(embodied_kgco2e, 0) as scope3_location_kgco2e,
  is_provisional or is_annual_provisional as is_provisional,
  nullif(concat_ws('; ', reason, factor_reason), '') as reason,
  cast(embodied_kgco2e as decimal(38, 18)) as embodied_kgco2e
from declared
