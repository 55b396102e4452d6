-- grain: one row per run and audit
-- unit: counts of rows
-- why: what every run was checked for before it was published
select run_id, audit, rows_checked, violations
from calc.audit_result
