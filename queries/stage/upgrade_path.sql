-- grain: one row per platform and platform it can be upgraded to
-- unit: os_migrations in count
-- why: the rows of the latest complete reference load
select r.from_platform, r.to_platform, r.os_migrations, r.note
from raw.upgrade_paths as r
join stage.reference_current as c on c.name = 'upgrade_paths' and c.rows_snapshot_id = r.snapshot_id
