-- grain: one row per platform of ITCare's support policy in the latest complete snapshot
-- unit: civil dates; support_phase as of that snapshot's date
-- why: what ITCare supports and until when, with the phase that the dates give
with latest as (
  select max(taken_on) as taken_on
  from stage.itcare_snapshot
)
select p.platform, p.category, p.technology, p.declared_phase,
  case
    when l.taken_on >= p.end_of_support_on then 'END_OF_SUPPORT'
    when l.taken_on >= p.extended_support_on then 'EXTENDED'
    when l.taken_on >= p.end_of_sales_on then 'END_OF_SALES'
    when p.released_on is not null or p.end_of_sales_on is not null or p.extended_support_on is not null or p.end_of_support_on is not null then 'STANDARD'
    else 'UNKNOWN'
  end as support_phase,
  p.released_on, p.end_of_sales_on, p.extended_support_on, p.end_of_support_on
from stage.platform_state as p
cross join latest as l
where p.until_seq is null
