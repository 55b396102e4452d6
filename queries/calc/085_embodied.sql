-- grain: one row per equipment in service in the period, when embodied emissions are counted
-- unit: kgCO2e and kgCO2e a day, in double; remainder_kgco2e is what was not carried yet when the equipment was retired
-- why: embodied_kgco2e / (lifetime_years x 365) a day from in_service_on (as Scaleway's bare-metal footprint and SCI 1.1 do); what lacks an input is listed, not counted as 0
with params as (
  select cast($embodied as varchar) as embodied
),
used as (
  select distinct equipment_id
  from calc.service_day
  where is_in_period
),
given as (
  select e.equipment_id, e.datacenter_id, e.embodied_kgco2e, e.lifetime_years, e.in_service_on, e.retired_on,
    nullif(concat_ws(', ',
      case when e.embodied_kgco2e is null then 'embodied_kgco2e' end,
      case when e.lifetime_years is null then 'lifetime_years' end,
      case when e.in_service_on is null then 'in_service_on' end
    ), '') as lacking
  from stage.equipment as e
  semi join used as u on u.equipment_id = e.equipment_id
  cross join params as p
  where p.embodied = 'equipment'
)
select equipment_id, datacenter_id, embodied_kgco2e, lifetime_years, in_service_on, retired_on,
  case when lacking is null then embodied_kgco2e / (lifetime_years * 365) end as kgco2e_per_day,
  case when lacking is null then in_service_on + cast(ceil(lifetime_years * 365) as integer) - 1 end as last_day,
  case when lacking is null and retired_on is not null
    then embodied_kgco2e * greatest(1 - (retired_on - in_service_on + 1) / (lifetime_years * 365), 0) end as remainder_kgco2e,
  'no ' || lacking as reason
from given
