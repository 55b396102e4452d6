-- grain: one row
-- unit: resources in count
-- why: what comes next, for page one
with params as (
  select cast($as_of as date) as as_of
),
entered as (
  select a.resource_id, a.support_phase as to_phase, a.from_on as enters_on
  from stage.resource_phase_span as a
  join resource as r on r.resource_id = a.resource_id
  join params as p on a.from_on > p.as_of and a.from_on <= p.as_of + interval 12 month
)
select
  count(e.resource_id) filter (e.to_phase = 'END_OF_SUPPORT' and e.enters_on <= p.as_of + interval 3 month) as ends_3_months,
  count(e.resource_id) filter (e.to_phase = 'END_OF_SUPPORT' and e.enters_on <= p.as_of + interval 6 month) as ends_6_months,
  count(e.resource_id) filter (e.to_phase = 'END_OF_SUPPORT') as ends_12_months,
  count(e.resource_id) filter (e.to_phase = 'EXTENDED' and e.enters_on <= p.as_of + interval 3 month) as extended_3_months,
  count(e.resource_id) filter (e.to_phase = 'EXTENDED' and e.enters_on <= p.as_of + interval 6 month) as extended_6_months,
  count(e.resource_id) filter (e.to_phase = 'EXTENDED') as extended_12_months
from params as p
left join entered as e on true
