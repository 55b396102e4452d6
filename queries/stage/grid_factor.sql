-- grain: one row per country and year
-- unit: as in the column names
-- why: the rows of the latest complete reference load
select r.country, r.year, r.scope2_kgco2e_per_kwh, r.scope3_kgco2e_per_kwh, r.td_loss_rate, coalesce(r.perimeter, 'generation') as perimeter, r.source
from raw.grid_factors as r
join stage.reference_current as c on c.name = 'grid_factors' and c.rows_snapshot_id = r.snapshot_id
