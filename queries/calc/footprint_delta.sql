-- grain: one row per pair asked for (two months or versions), service, equipment pool and basis
-- unit: kgCO2e; the seven causes sum to change_kgco2e exactly
-- why: the change of electricity split by logarithmic means (Ang, LMDI-I, Energy Policy 33, 2005), annual amounts and embodied beside it
with wanted as (
  select unnest($pairs, recursive := true)
),
-- The days of every month or version that a pair names, and nothing else, before any amount is touched.
speaker as (
  select distinct month, speaker
  from (select from_month as month, from_speaker as speaker from wanted union all select to_month, to_speaker from wanted)
),
spoken as (
  select d.month, d.speaker, d.version, d.day, d.run_id
  from calc.spoken_day as d
  join speaker as s on s.month = d.month and s.speaker = d.speaker
),
version as (
  select month, speaker, max(version) as version
  from spoken
  group by month, speaker
),
service_share as (
  select run_id, split_day, pool_id, service_id, cast(sum(cast(share as decimal(38, 18))) as double) as share
  from calc.split_share
  where run_id in (select run_id from spoken)
  group by run_id, split_day, pool_id, service_id
),
-- Days that are split the same way are added up before they are multiplied. Energies are those whose emissions are known, so that
-- every PUE and factor is a mean weighted by kWh.
amount as (
  select k.month, k.speaker, d.run_id, coalesce(d.split_day, d.day) as split_day, a.pool_id, a.datacenter_id, a.equipment_category,
    cast(sum(a.it_kwh) filter (a.electricity_market_kgco2e is not null) as double) as market_it_kwh,
    cast(sum(a.it_kwh) filter (a.electricity_location_kgco2e is not null) as double) as location_it_kwh,
    cast(sum(a.facility_kwh) filter (a.electricity_market_kgco2e is not null) as double) as market_facility_kwh,
    cast(sum(a.facility_kwh) filter (a.electricity_location_kgco2e is not null) as double) as location_facility_kwh,
    cast(sum(a.electricity_market_kgco2e) as double) as electricity_market,
    cast(sum(a.electricity_location_kgco2e) as double) as electricity_location,
    cast(sum(a.embodied_kgco2e) as double) as embodied,
    cast(sum(a.scope1_kgco2e) as double) as scope1,
    cast(sum(a.scope2_market_kgco2e) as double) as scope2_market,
    cast(sum(a.scope2_location_kgco2e) as double) as scope2_location,
    cast(sum(a.scope3_market_kgco2e) as double) as scope3_market,
    cast(sum(a.scope3_location_kgco2e) as double) as scope3_location
  from spoken as k
  join calc.pool_day as d on d.run_id = k.run_id and d.day = k.day
  join calc.pool_amount as a on a.run_id = d.run_id and a.day = d.day and a.pool_id = d.pool_id
  group by all
),
part as (
  select a.month, a.speaker, s.service_id, a.pool_id, a.datacenter_id, a.equipment_category,
    cast(a.market_it_kwh * s.share as decimal(38, 18)) as market_it_kwh,
    cast(a.location_it_kwh * s.share as decimal(38, 18)) as location_it_kwh,
    cast(a.market_facility_kwh * s.share as decimal(38, 18)) as market_facility_kwh,
    cast(a.location_facility_kwh * s.share as decimal(38, 18)) as location_facility_kwh,
    cast(a.electricity_market * s.share as decimal(38, 18)) as electricity_market,
    cast(a.electricity_location * s.share as decimal(38, 18)) as electricity_location,
    cast(a.embodied * s.share as decimal(38, 18)) as embodied,
    cast(a.scope1 * s.share as decimal(38, 18)) as scope1,
    cast(a.scope2_market * s.share as decimal(38, 18)) as scope2_market,
    cast(a.scope2_location * s.share as decimal(38, 18)) as scope2_location,
    cast(a.scope3_market * s.share as decimal(38, 18)) as scope3_market,
    cast(a.scope3_location * s.share as decimal(38, 18)) as scope3_location
  from amount as a
  join service_share as s on s.run_id = a.run_id and s.split_day = a.split_day and s.pool_id = a.pool_id
),
side as (
  select month, speaker, service_id, pool_id, datacenter_id, equipment_category,
    unnest([
      {
        'basis': 'market',
        'it_kwh': sum(market_it_kwh),
        'facility_kwh': sum(market_facility_kwh),
        'electricity': sum(electricity_market),
        'embodied': sum(embodied),
        'total': sum(scope1) + sum(scope2_market) + sum(scope3_market)
      },
      {
        'basis': 'location',
        'it_kwh': sum(location_it_kwh),
        'facility_kwh': sum(location_facility_kwh),
        'electricity': sum(electricity_location),
        'embodied': sum(embodied),
        'total': sum(scope1) + sum(scope2_location) + sum(scope3_location)
      }
    ], recursive := true)
  from part
  group by month, speaker, service_id, pool_id, datacenter_id, equipment_category
),
given as (
  select w.*, false as is_later, s.* exclude (month, speaker)
  from wanted as w
  join side as s on s.month = w.from_month and s.speaker = w.from_speaker
  union all
  select w.*, true as is_later, s.* exclude (month, speaker)
  from wanted as w
  join side as s on s.month = w.to_month and s.speaker = w.to_speaker
),
-- Pools are compared one by one where a datacenter and category has the same ones on both sides, else all of them together.
pooled as (
  select *, min(is_later) over pool <> max(is_later) over pool as is_on_both
  from given
  window pool as (partition by from_month, from_speaker, to_month, to_speaker, datacenter_id, equipment_category, pool_id)
),
named as (
  select * exclude (pool_id), case when bool_and(is_on_both) over kind then pool_id else 'all' end as pool
  from pooled
  window kind as (partition by from_month, from_speaker, to_month, to_speaker, datacenter_id, equipment_category)
),
paired as (
  select from_month, from_speaker, to_month, to_speaker, service_id, datacenter_id, equipment_category, pool, basis,
    bool_or(not is_later) as is_from,
    bool_or(is_later) as is_to,
    sum(it_kwh) filter (not is_later) as from_it_kwh,
    sum(it_kwh) filter (is_later) as to_it_kwh,
    sum(facility_kwh) filter (not is_later) as from_facility_kwh,
    sum(facility_kwh) filter (is_later) as to_facility_kwh,
    -- A service that is not there on one side received nothing: 0, which is known.
    case when bool_or(not is_later) then sum(electricity) filter (not is_later) else 0 end as from_electricity,
    case when bool_or(is_later) then sum(electricity) filter (is_later) else 0 end as to_electricity,
    case when bool_or(not is_later) then sum(embodied) filter (not is_later) else 0 end as from_embodied,
    case when bool_or(is_later) then sum(embodied) filter (is_later) else 0 end as to_embodied,
    case when bool_or(not is_later) then sum(total) filter (not is_later) else 0 end as from_total,
    case when bool_or(is_later) then sum(total) filter (is_later) else 0 end as to_total
  from named
  group by all
),
placed as (
  select *,
    sum(from_it_kwh) over equipment_pool as from_pool_it_kwh,
    sum(to_it_kwh) over equipment_pool as to_pool_it_kwh,
    bool_or(is_from) over equipment_pool and bool_or(is_from) over holder as has_from,
    bool_or(is_to) over equipment_pool and bool_or(is_to) over holder as has_to
  from paired
  window
    equipment_pool as (partition by from_month, from_speaker, to_month, to_speaker, datacenter_id, equipment_category, pool, basis),
    holder as (partition by from_month, from_speaker, to_month, to_speaker, service_id, basis)
),
-- electricity = energy of the pool x share of it x PUE x factor, the last two as this service met them.
driver as (
  select *,
    cast(from_it_kwh as double) / nullif(cast(from_pool_it_kwh as double), 0) as from_share,
    cast(to_it_kwh as double) / nullif(cast(to_pool_it_kwh as double), 0) as to_share,
    cast(from_facility_kwh as double) / nullif(cast(from_it_kwh as double), 0) as from_pue,
    cast(to_facility_kwh as double) / nullif(cast(to_it_kwh as double), 0) as to_pue,
    cast(from_electricity as double) / nullif(cast(from_facility_kwh as double), 0) as from_factor,
    cast(to_electricity as double) / nullif(cast(to_facility_kwh as double), 0) as to_factor,
    case
      when is_from and is_to then case
        -- An energy that is too small for the last decimal has no logarithm either.
        when from_electricity > 0 and to_electricity > 0 and least(from_it_kwh, to_it_kwh, from_facility_kwh, to_facility_kwh) > 0 then 'all'
        when coalesce(case when from_electricity = 0 then from_it_kwh else to_it_kwh end, 0) = 0 then 'energy'
        when coalesce(case when from_electricity = 0 then from_facility_kwh else to_facility_kwh end, 0) = 0 then 'pue'
        else 'factor'
      end
      when has_from and has_to then 'share'
      else 'appeared_gone'
    end as cause
  from placed
),
ratio as (
  select *,
    case when cause = 'all' then ln(cast(to_electricity as double) / cast(from_electricity as double)) end as ln_electricity,
    case when cause = 'all' then ln(cast(to_pool_it_kwh as double) / cast(from_pool_it_kwh as double)) end as ln_energy,
    case when cause = 'all' then ln(to_share / from_share) end as ln_share,
    case when cause = 'all' then ln(to_pue / from_pue) end as ln_pue,
    case when cause = 'all' then ln(to_factor / from_factor) end as ln_factor
  from driver
),
-- Below 1e-12 a ratio differs from 1 by the last digits of a quotient alone.
mean as (
  select *,
    case when abs(ln_electricity) < 1e-12 then cast(from_electricity as double)
      else cast(to_electricity - from_electricity as double) / ln_electricity end as log_mean
  from ratio
),
effect as (
  select *,
    cast(case when abs(ln_energy) >= 1e-12 then log_mean * ln_energy else 0 end as decimal(38, 18)) as energy,
    cast(case when abs(ln_share) >= 1e-12 then log_mean * ln_share else 0 end as decimal(38, 18)) as share,
    cast(case when abs(ln_pue) >= 1e-12 then log_mean * ln_pue else 0 end as decimal(38, 18)) as pue,
    cast(case when abs(ln_factor) >= 1e-12 then log_mean * ln_factor else 0 end as decimal(38, 18)) as factor
  from mean
),
-- The only cause takes all of it; what rounding leaves of four goes to the largest.
closed as (
  select *,
    to_electricity - from_electricity - energy - share - pue - factor as rest,
    case
      when cause <> 'all' then cause
      when abs(energy) >= greatest(abs(share), abs(pue), abs(factor)) then 'energy'
      when abs(share) >= greatest(abs(pue), abs(factor)) then 'share'
      when abs(pue) >= abs(factor) then 'pue'
      else 'factor'
    end as taker
  from effect
),
-- What has no share or is not there on one side has no annual and no embodied part of its own either: the whole change is that.
split as (
  select *, to_total - from_total as change, is_from and is_to as is_both,
    to_total - to_electricity - to_embodied - (from_total - from_electricity - from_embodied) as annual
  from closed
)
select s.from_month, s.from_speaker, f.version as from_version, s.to_month, s.to_speaker, t.version as to_version,
  s.service_id, s.datacenter_id, s.equipment_category, s.pool, s.basis,
  s.from_total as from_kgco2e, s.to_total as to_kgco2e, s.change as change_kgco2e,
  -- Where the change is unknown, so is every part of it.
  s.energy + case when s.taker = 'energy' then s.rest else s.change * 0 end as energy_kgco2e,
  s.pue + case when s.taker = 'pue' then s.rest else s.change * 0 end as pue_kgco2e,
  s.factor + case when s.taker = 'factor' then s.rest else s.change * 0 end as factor_kgco2e,
  s.share + case when s.is_both and s.taker = 'share' then s.rest when s.taker = 'share' then s.change else s.change * 0 end as share_kgco2e,
  case when s.is_both then s.annual else s.change * 0 end as annual_kgco2e,
  s.change * 0 + case when s.is_both then s.to_embodied - s.from_embodied else 0 end as embodied_kgco2e,
  case when s.taker = 'appeared_gone' then s.change else s.change * 0 end as appeared_gone_kgco2e,
  s.from_pool_it_kwh, s.to_pool_it_kwh, s.from_share, s.to_share, s.from_pue, s.to_pue,
  s.from_factor as from_factor_kgco2e_per_kwh, s.to_factor as to_factor_kgco2e_per_kwh
from split as s
left join version as f on f.month = s.from_month and f.speaker = s.from_speaker
left join version as t on t.month = s.to_month and t.speaker = s.to_speaker
