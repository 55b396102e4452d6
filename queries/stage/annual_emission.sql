-- grain: one row per year, perimeter, scope, category and status; datacenter_id NULL is the whole estate
-- unit: kgCO2e a year
-- why: the rows of the latest complete reference load
select r.year, r.datacenter_id, r.scope, r.category, r.kgco2e, r.status, r.source
from raw.annual_emissions as r
join stage.reference_current as c on c.name = 'annual_emissions' and c.rows_snapshot_id = r.snapshot_id
