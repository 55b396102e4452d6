-- grain: one row
-- unit: resources in count; scores from 0 to 100; changes against the snapshot before, each by the phases of its own day
-- why: the key figures of page one
with aged as (
  select * from resource_obsolescence_on($as_of)
),
ordered as (
  select snapshot_id, row_number() over (order by snapshot_seq desc) as place from stage.itcare_snapshot
),
before as (
  select h.support_phase
  from ordered as o
  join resource_history as h on h.snapshot_id = o.snapshot_id
  where o.place = 2
),
counted as (
  select count(*) as resources,
    count(*) filter (support_phase = 'STANDARD') as standard,
    count(*) filter (support_phase = 'END_OF_SALES') as end_of_sales,
    count(*) filter (support_phase = 'EXTENDED') as extended,
    count(*) filter (support_phase = 'END_OF_SUPPORT') as end_of_support,
    count(*) filter (support_phase = 'UNKNOWN') as unknown,
    count(*) filter (next_phase = 'END_OF_SUPPORT' and days_left <= 180) as ending_soon,
    count(*) filter (score is null) as without_data,
    count(*) filter (score is not null) as scored,
    sum(score) / nullif(count(score), 0) as mean_score,
    max(score) as max_score
  from aged
),
counted_before as (
  select count(*) as resources,
    count(*) filter (support_phase = 'STANDARD') as standard,
    count(*) filter (support_phase = 'END_OF_SALES') as end_of_sales,
    count(*) filter (support_phase = 'EXTENDED') as extended,
    count(*) filter (support_phase = 'END_OF_SUPPORT') as end_of_support,
    count(*) filter (support_phase = 'UNKNOWN') as unknown
  from before
)
select c.*,
  c.end_of_support / nullif(c.resources, 0) as end_of_support_share,
  c.unknown > 0 as has_unknown,
  case when b.resources > 0 then c.resources - b.resources end as change_resources,
  case when b.resources > 0 then c.standard - b.standard end as change_standard,
  case when b.resources > 0 then c.end_of_sales - b.end_of_sales end as change_end_of_sales,
  case when b.resources > 0 then c.extended - b.extended end as change_extended,
  case when b.resources > 0 then c.end_of_support - b.end_of_support end as change_end_of_support,
  case when b.resources > 0 then c.unknown - b.unknown end as change_unknown
from counted as c
cross join counted_before as b
