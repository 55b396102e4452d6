-- grain: one row per snapshot that the document reads (the estate's, the one before it, the reference files'), and a later one of the estate that is only a part
-- unit: instants in UTC; rows
-- why: provenance, from a line of the report back to what a source said and when; a part is read by nothing, its note says what was missing
select
  s.snapshot_id,
  s.source,
  strftime(timezone('UTC', s.taken_at), '%Y-%m-%d %H:%M:%S UTC') as taken_at,
  s.is_complete,
  s.row_count,
  s.note
from snapshot as s
where s.source in ('itcare', 'reference')
  and (s.is_complete or not exists (
    from snapshot as later where later.source = s.source and later.is_complete
      and (later.taken_at, later.snapshot_id) > (s.taken_at, s.snapshot_id)
  ))
qualify row_number() over (partition by s.source, s.is_complete order by s.taken_at desc, s.snapshot_id desc)
  <= case when s.source = 'itcare' and s.is_complete then 2 else 1 end
order by s.source, s.taken_at desc, s.snapshot_id
