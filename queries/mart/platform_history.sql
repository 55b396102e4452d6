-- grain: one row per complete snapshot and platform of ITCare's support policy
-- unit: civil dates; support_phase as of the snapshot's date
-- why: what ITCare supported at each time, and which vendor dates moved
select n.snapshot_id, n.taken_at, p.platform, p.category, p.technology, p.declared_phase,
  case
    when n.taken_on >= p.end_of_support_on then 'END_OF_SUPPORT'
    when n.taken_on >= p.extended_support_on then 'EXTENDED'
    when n.taken_on >= p.end_of_sales_on then 'END_OF_SALES'
    when p.released_on is not null or p.end_of_sales_on is not null or p.extended_support_on is not null or p.end_of_support_on is not null then 'STANDARD'
    else 'UNKNOWN'
  end as support_phase,
  p.released_on, p.end_of_sales_on, p.extended_support_on, p.end_of_support_on
from stage.itcare_snapshot as n
join stage.platform_state as p on n.snapshot_seq >= p.from_seq and (p.until_seq is null or n.snapshot_seq < p.until_seq)
