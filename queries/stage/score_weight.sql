-- grain: one row per phase that a milestone leads to and band of days before it
-- unit: from_days and to_days in days, both included; points without unit
-- why: how much a coming milestone weighs, adapted from ServiceNow's published lifecycle formula: points of the band x 2, 3 or 4
with band (from_days, to_days, points) as (
  values (0, 30, 20), (31, 90, 10), (91, 180, 6), (181, 360, 4), (361, 540, 2), (541, 2147483647, 0)
),
phase (next_phase, factor) as (
  values ('END_OF_SALES', 2), ('EXTENDED', 3), ('END_OF_SUPPORT', 4)
)
select p.next_phase, b.from_days, b.to_days, b.points * p.factor as score
from band as b
cross join phase as p
