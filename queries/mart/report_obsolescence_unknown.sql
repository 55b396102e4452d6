-- grain: one row per technology and platform whose resources have no support dates
-- unit: resources in count
-- why: no data is its own class: what cannot be judged has to be seen
with aged as (
  select * from resource_obsolescence_on($as_of)
)
select a.technology, a.platform, count(*) as resources, count(distinct a.service_id) as services
from aged as a
where a.support_phase = 'UNKNOWN'
group by a.technology, a.platform
order by resources desc, a.technology, a.platform
