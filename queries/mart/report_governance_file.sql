-- grain: one row per reference file of the latest complete reference load that these reports may read
-- unit: rows; SHA-256 in hexadecimal
-- why: whoever has the same files can check that they are the same
select name || '.csv' as name, row_count, rows_snapshot_id, sha256
from stage.reference_current
where name in ('lifecycle', 'product_map', 'upgrade_paths', 'waivers', 'usage')
order by name
