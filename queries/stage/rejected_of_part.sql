-- grain: one row per sample that a Parquet part could not hold, of every part that ever was
-- unit: power_w in watts
-- why: a run read certain parts; what they had rejected stays with them when a day is collected again
select r.utc_day, p.file, r.equipment_id, r.feed, r.ts, r.power_w, r.reason
from raw.rejected_sample as r
join raw.sample_part as p on p.utc_day = r.utc_day and p.snapshot_seq = r.snapshot_seq
