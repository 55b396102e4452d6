-- grain: one row per resource and span of snapshots in which ITCare said the same of it
-- unit: sizes in GB, vcpu in count; from_seq included, until_seq excluded (NULL: still so)
-- why: what seldom changes and what changes every night, stored apart, side by side again
select r.* exclude (from_seq, until_seq), b.backup_gb, b.last_backup_at,
  -- Both leave NULL out, and that is what is wanted: a span without an end, a resource without a backup.
  greatest(r.from_seq, b.from_seq) as from_seq,
  least(r.until_seq, b.until_seq) as until_seq
from stage.resource_span as r
left join stage.resource_backup_span as b
  on b.resource_id = r.resource_id
  and b.from_seq < coalesce(r.until_seq, 9223372036854775807)
  and r.from_seq < coalesce(b.until_seq, 9223372036854775807)
