-- grain: one row per day, perimeter (datacenter_id NULL: the whole estate), scope and category
-- unit: kgCO2e a day
-- why: declared annual emissions, a day's part; the published run of each day
select f.day, f.datacenter_id, f.scope, f.category, f.kgco2e, f.source_year, f.status, f.source, f.is_provisional, f.annual_kgco2e, f.run_id
from calc.annual_day as f
join calc.published_day as p on p.day = f.day and p.run_id = f.run_id
