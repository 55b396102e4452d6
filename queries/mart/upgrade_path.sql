-- grain: one row per platform and platform it can be upgraded to, from upgrade_paths.csv
-- unit: os_migrations in count
-- why: what upgrade the documentation supports, and how many migrations of the operating system it takes
select from_platform, to_platform, os_migrations, note
from stage.upgrade_path
