-- grain: one row per phase of ours and phase that ITCare declares, where they differ
-- unit: resources in count
-- why: two readings of the same dates are both shown
with aged as (
  select * from resource_obsolescence_on($as_of)
)
select r.platform, a.support_phase, r.declared_phase, count(*) as resources
from aged as a
join resource as r on r.resource_id = a.resource_id
where r.declared_phase is not null and a.support_phase <> 'UNKNOWN'
  and replace(regexp_replace(upper(trim(r.declared_phase)), '[ -]', '_', 'g'), 'EXTENDED_SUPPORT', 'EXTENDED') <> a.support_phase
group by r.platform, a.support_phase, r.declared_phase
order by resources desc, r.platform, a.support_phase, r.declared_phase
