-- grain: one row per platform of the support policy and span of snapshots in which ITCare said the same of it
-- unit: from_seq included, until_seq excluded (NULL: still so); they count complete snapshots only
-- why: what does not change is stored once; a snapshot is the spans that hold its number
with change as (
  select c.*, lead(c.snapshot_seq) over (partition by c.platform order by c.snapshot_seq) as until_seq
  from raw.platform_change as c
  semi join stage.itcare_snapshot as n on n.snapshot_seq = c.snapshot_seq
)
select * exclude (is_present, snapshot_seq), snapshot_seq as from_seq
from change
where is_present
