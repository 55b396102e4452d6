-- grain: one row per day, perimeter (datacenter_id NULL: the whole estate), scope and category, for every run
-- unit: kgCO2e a day
-- why: declared annual emissions, a day's part; published or not
select day, datacenter_id, scope, category, kgco2e, source_year, status, source, is_provisional, annual_kgco2e, run_id
from calc.annual_day
