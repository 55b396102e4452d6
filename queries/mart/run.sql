-- grain: one row per run
-- unit: days are civil, both included
-- why: one calculation over one period: inputs, versions, results
select run_id, from_day, to_day, status, method_version, inputs_hash, started_at, finished_at
from calc.run
