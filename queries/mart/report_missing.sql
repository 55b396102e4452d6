-- grain: one row per kind of missing input and what it concerns
-- unit: days
-- why: when the rest was published, what was left out and why is said
with params as (
  select cast($from_day as date) as from_day, cast($to_day as date) as to_day
)
select
  m.kind,
  concat_ws(' ', m.equipment_id, m.datacenter_id, m.supplier_id, cast(m.year as varchar)) as subject,
  count(distinct m.day) as days,
  min(m.day) as first_day,
  max(m.day) as last_day,
  -- The sentence of the first day, said of all of them.
  case count(distinct m.day)
    when 0 then min(m.detail)
    when 1 then min(m.detail)
    else replace(
      arg_min(m.detail, m.day),
      strftime(min(m.day), '%Y-%m-%d'),
      case when max(m.day) - min(m.day) + 1 = count(distinct m.day) then '' else 'some days from ' end
        || strftime(min(m.day), '%Y-%m-%d') || ' to ' || strftime(max(m.day), '%Y-%m-%d')
    )
  end as detail
from missing_input as m, params
where
  (m.day is null or m.day between params.from_day and params.to_day)
  and m.run_id in (select p.run_id from published_day as p where p.day between params.from_day and params.to_day)
group by m.kind, subject
order by m.kind, subject
