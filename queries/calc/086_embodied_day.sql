-- grain: one row per equipment and civil day of the period that carries embodied emissions
-- unit: kgCO2e a day; the last day carries the fraction of a day that is left
-- why: exactly lifetime_years x 365 days from in_service_on, never after retired_on
select d.day, e.equipment_id,
  cast(e.kgco2e_per_day * least(e.lifetime_years * 365 - (d.day - e.in_service_on), 1) as decimal(38, 18)) as kgco2e
from calc.embodied as e
join calc.service_day as d on d.equipment_id = e.equipment_id and d.is_in_period and d.day <= e.last_day
where e.reason is null
