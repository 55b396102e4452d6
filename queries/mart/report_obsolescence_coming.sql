-- grain: one row per phase that resources will enter
-- unit: resources in count, each in every span that holds its day; months from the day of the report
-- why: what enters which phase in the next 3, 6 and 12 months
with params as (
  select cast($as_of as date) as as_of
),
entered as (
  select a.resource_id, a.support_phase as to_phase, a.from_on as enters_on, r.service_id
  from stage.resource_phase_span as a
  join resource as r on r.resource_id = a.resource_id
  join params as p on a.from_on > p.as_of and a.from_on <= p.as_of + interval 36 month
),
phase as (
  select unnest(['END_OF_SUPPORT', 'EXTENDED', 'END_OF_SALES']) as to_phase, unnest([1, 2, 3]) as place
)
select f.to_phase,
  count(e.resource_id) filter (e.enters_on <= p.as_of + interval 3 month) as within_3_months,
  count(e.resource_id) filter (e.enters_on <= p.as_of + interval 6 month) as within_6_months,
  count(e.resource_id) filter (e.enters_on <= p.as_of + interval 12 month) as within_12_months,
  count(e.resource_id) as within_36_months,
  count(distinct e.service_id) filter (e.enters_on <= p.as_of + interval 12 month) as services_12_months,
  min(e.enters_on) as first_on
from phase as f
cross join params as p
left join entered as e on e.to_phase = f.to_phase
group by f.to_phase, f.place
order by f.place
