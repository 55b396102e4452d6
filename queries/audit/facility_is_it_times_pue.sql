-- grain: one row per day and equipment whose facility energy is not its IT energy times the PUE
-- unit: kWh
-- why: the two energies stay two columns and agree
with params as (select cast($run_id as varchar) as run_id)
select e.day, e.equipment_id, e.it_kwh, e.pue, e.facility_kwh
from equipment_day_all_runs as e
join params as p on p.run_id = e.run_id
where abs(cast(e.facility_kwh as double) - cast(e.it_kwh as double) * e.pue) > 1e-9 * greatest(abs(cast(e.facility_kwh as double)), 1)
  or e.it_kwh <> e.measured_kwh + e.estimated_kwh
