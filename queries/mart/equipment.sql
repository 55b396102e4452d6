-- grain: one row per equipment of the latest reference load
-- unit: watts, kgCO2e, years
-- why: what draws power
select equipment_id, name, category, subcategory, datacenter_id, availability_zone, in_service_on, retired_on, rated_w, idle_w, embodied_kgco2e, lifetime_years
from stage.equipment
