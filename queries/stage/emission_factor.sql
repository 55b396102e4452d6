-- grain: one row per supplier and year
-- unit: as in the column names
-- why: the rows of the latest complete reference load
select r.supplier_id, r.year, r.scope2_kgco2e_per_kwh, r.scope3_kgco2e_per_kwh, r.td_loss_rate, coalesce(r.perimeter, 'generation') as perimeter, r.source
from raw.emission_factors as r
join stage.reference_current as c on c.name = 'emission_factors' and c.rows_snapshot_id = r.snapshot_id
