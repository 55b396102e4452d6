-- grain: one row per waiver that names a control the report is about (its parameter controls, a regular expression)
-- unit: expires_on is a civil date, the last day on which it holds; findings in count
-- why: who accepted which risk until when; an expired waiver excuses nothing
with params as (
  select cast($as_of as date) as as_of, cast($controls as varchar) as controls
),
-- * and ? of a waiver, as LIKE has them; what LIKE has of its own is escaped.
pattern as (
  select *, replace(replace(replace(replace(control, '_', '~_'), '%', '~%'), '*', '%'), '?', '_') as control_like,
    replace(replace(replace(replace(coalesce(nullif(trim(resource_id), ''), '*'), '_', '~_'), '%', '~%'), '*', '%'), '?', '_') as resource_like,
    replace(replace(replace(replace(coalesce(nullif(trim(service_id), ''), '*'), '_', '~_'), '%', '~%'), '*', '%'), '?', '_') as service_like
  from waiver
),
named as (
  select distinct w.*
  from pattern as w
  join control_run as c on c.control ilike w.control_like escape '~'
  join params as p on regexp_matches(c.control, p.controls)
),
alarm as (
  select f.control, f.resource, r.name, f.service_id, s.name as service_name
  from control_finding as f
  left join resource as r on cast(r.resource_id as varchar) = f.resource
  left join service as s on s.service_id = f.service_id
  where f.status = 'alarm'
)
select w.control, w.resource_id, w.service_id, w.owner, w.reason, w.expires_on,
  case when w.expires_on < p.as_of then 'expired' when count(a.control) = 0 then 'unmatched' else 'holds' end as state,
  count(a.control) as findings
from named as w
cross join params as p
left join alarm as a on a.control ilike w.control_like escape '~'
  and (a.resource ilike w.resource_like escape '~' or coalesce(a.name, '') ilike w.resource_like escape '~')
  and (coalesce(cast(a.service_id as varchar), '') ilike w.service_like escape '~' or coalesce(a.service_name, '') ilike w.service_like escape '~')
group by w.control, w.resource_id, w.service_id, w.owner, w.reason, w.expires_on, p.as_of
order by w.expires_on, w.control, w.resource_id nulls first, w.service_id nulls first, w.owner, w.reason
