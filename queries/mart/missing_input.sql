-- grain: one row per run and input that nobody gave
-- unit: none
-- why: why a run is incomplete
select run_id, kind, day, equipment_id, datacenter_id, supplier_id, year, detail
from calc.missing_input
