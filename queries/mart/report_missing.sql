-- grain: one row per kind of missing input and what it concerns
-- unit: days
-- why: when the rest was published, what was left out and why is said
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
),
lacking as (
  select
    m.kind,
    concat_ws(' ', m.equipment_id, m.datacenter_id, m.supplier_id, cast(m.year as varchar)) as subject,
    count(distinct m.day) as days,
    min(m.day) as first_day,
    max(m.day) as last_day,
    coalesce(arg_min(m.detail, m.day), min(m.detail)) as detail,
    strftime(min(m.day), '%Y-%m-%d') as first_text,
    strftime(min(m.day), '%Y-%m-%d') || ' to ' || strftime(max(m.day), '%Y-%m-%d') as span_text
  from missing_input as m, params
  where
    (m.day is null or m.day between params.from_day and params.to_day)
    and m.run_id in (select p.run_id from published_day as p where p.day between params.from_day and params.to_day)
  group by m.kind, subject
)
select
  kind,
  subject,
  days,
  first_day,
  last_day,
  -- The sentence of the first day, said of all of them, as src/domain/missing-inputs.ts says it on the terminal.
  case
    when days < 2 then detail
    when contains(detail, 'the day ' || first_text || ' is')
      then replace(detail, 'the day ' || first_text || ' is', case when last_day - first_day >= days then 'some days from ' else 'the days ' end || span_text || ' are')
    when last_day - first_day >= days then replace(detail, first_text, 'some days from ' || span_text)
    else replace(replace(detail, 'on ' || first_text, 'from ' || first_text), first_text, span_text)
  end as detail
from lacking
order by kind, subject
