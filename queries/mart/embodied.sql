-- grain: one row per run and equipment in service in its period, where the run counts embodied emissions
-- unit: kgCO2e and kgCO2e a day; last_day is the last one that carries anything
-- why: how what was emitted to make an equipment is spread over its days, and what is not known of it
select run_id, equipment_id, datacenter_id, embodied_kgco2e, lifetime_years, in_service_on, retired_on, kgco2e_per_day, last_day, remainder_kgco2e, reason
from calc.embodied
