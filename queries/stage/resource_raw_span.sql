-- grain: one row per resource and span of snapshots in which ITCare's answers about it were the same text
-- unit: JSON text; from_seq included, until_seq excluded (NULL: still so), also while the resource is gone
-- why: values that change every night are kept apart from the text around them (src/store/volatile-facts.ts) and put back here
with text as (
  select c.*, lead(c.snapshot_seq) over (partition by c.resource_id order by c.snapshot_seq) as until_seq
  from raw.resource_raw_change as c
  semi join stage.itcare_snapshot as n on n.snapshot_seq = c.snapshot_seq
),
fact as (
  select c.*, lead(c.snapshot_seq) over (partition by c.resource_id order by c.snapshot_seq) as until_seq
  from raw.resource_fact_change as c
  semi join stage.itcare_snapshot as n on n.snapshot_seq = c.snapshot_seq
)
select t.resource_id,
  case when f.facts is null then t.raw else array_to_string(list_transform(string_split(t.raw, chr(31)), lambda piece, i:
    case when i = 1 then piece
      else list_extract(string_split(f.facts, chr(31)), cast(split_part(piece, ';', 1) as integer)) || substr(piece, strpos(piece, ';') + 1)
    end), '') end as raw,
  case when f.facts is null then t.backup_raw else array_to_string(list_transform(string_split(t.backup_raw, chr(31)), lambda piece, i:
    case when i = 1 then piece
      else list_extract(string_split(f.facts, chr(31)), cast(split_part(piece, ';', 1) as integer)) || substr(piece, strpos(piece, ';') + 1)
    end), '') end as backup_raw,
  greatest(t.snapshot_seq, f.snapshot_seq) as from_seq,
  least(t.until_seq, f.until_seq) as until_seq
from text as t
join fact as f
  on f.resource_id = t.resource_id
  and f.snapshot_seq < coalesce(t.until_seq, 9223372036854775807)
  and t.snapshot_seq < coalesce(f.until_seq, 9223372036854775807)
