-- grain: one row per month, phase, technology, environment and service that had resources
-- unit: month is its first day; resources in count
-- why: how the estate ages: the last complete snapshot of each month, phases as of its date
with month_end as (
  select cast(date_trunc('month', taken_on) as date) as month, max(snapshot_seq) as snapshot_seq,
    arg_max(taken_on, snapshot_seq) as taken_on
  from stage.itcare_snapshot
  group by 1
),
-- Resources that came, changed and went together are counted before they are spread over the months.
batch as (
  select r.from_seq, r.until_seq, r.technology, r.environment, r.service_id,
    coalesce(r.released_on, f.released_on) as released_on,
    coalesce(r.end_of_sales_on, f.end_of_sales_on) as end_of_sales_on,
    coalesce(r.extended_support_on, f.extended_support_on) as extended_support_on,
    coalesce(r.end_of_support_on, f.end_of_support_on) as end_of_support_on,
    count(*) as resources
  from stage.resource_span as r
  left join stage.platform_fill as f
    on f.platform_key = case when coalesce(r.released_on, r.end_of_sales_on, r.extended_support_on, r.end_of_support_on) is null then lower(trim(r.platform)) end
  group by all
),
service_name as (
  select service_id, arg_max(name, from_seq) as name from stage.service_state group by service_id
)
select m.month,
  case
    when m.taken_on >= b.end_of_support_on then 'END_OF_SUPPORT'
    when m.taken_on >= b.extended_support_on then 'EXTENDED'
    when m.taken_on >= b.end_of_sales_on then 'END_OF_SALES'
    when coalesce(b.released_on, b.end_of_sales_on, b.extended_support_on, b.end_of_support_on) is not null then 'STANDARD'
    else 'UNKNOWN'
  end as support_phase,
  b.technology, b.environment, b.service_id, any_value(s.name) as service_name, cast(sum(b.resources) as bigint) as resources
from month_end as m
join batch as b on m.snapshot_seq >= b.from_seq and (b.until_seq is null or m.snapshot_seq < b.until_seq)
left join service_name as s on s.service_id = b.service_id
group by 1, 2, b.technology, b.environment, b.service_id
