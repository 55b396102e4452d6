-- grain: one row per platform
-- unit: none
-- why: the rows of the latest complete reference load; platform_key is compared without case and blanks around it
select r.platform, lower(trim(r.platform)) as platform_key, r.product, r.cycle
from raw.product_map as r
join stage.reference_current as c on c.name = 'product_map' and c.rows_snapshot_id = r.snapshot_id
