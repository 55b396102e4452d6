-- grain: one row per snapshot that the document reads: the estate's, the one before it, and the reference files'
-- unit: instants in UTC; rows
-- why: provenance, from a line of the report back to what a source said and when
select
  s.snapshot_id,
  s.source,
  strftime(timezone('UTC', s.taken_at), '%Y-%m-%d %H:%M:%S UTC') as taken_at,
  s.is_complete,
  s.row_count,
  s.note
from snapshot as s
where s.is_complete and s.source in ('itcare', 'reference')
qualify row_number() over (partition by s.source order by s.taken_at desc, s.snapshot_id desc) <= case when s.source = 'itcare' then 2 else 1 end
order by s.source, s.taken_at desc, s.snapshot_id
