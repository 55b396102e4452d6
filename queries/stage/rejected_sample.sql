-- grain: one row per equipment, feed and instant whose sample no part could hold
-- unit: power_w in watts
-- why: rejected samples are counted and kept apart; only those of the day's current part speak
with current_part as (
  select utc_day, max(snapshot_seq) as snapshot_seq
  from raw.sample_part
  group by utc_day
)
select r.equipment_id, r.feed, r.ts, r.power_w, r.reason, r.utc_day
from raw.rejected_sample as r
join current_part as p on p.utc_day = r.utc_day and p.snapshot_seq = r.snapshot_seq
