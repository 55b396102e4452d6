-- grain: one row per run and input it read
-- unit: sha256 in hexadecimal
-- why: snapshots, reference files, sample parts, queries and parameters that made the figures
select run_id, kind, name, detail, sha256, row_count
from calc.run_input
