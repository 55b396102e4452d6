-- grain: one row per resource that names a service
-- unit: none
-- why: what belongs to a service that is no longer there belongs to nobody
-- title: Resource whose service is gone
-- description: The resource names a service that the snapshot does not have.
-- severity: alarm
select r.resource_id as resource, r.name as resource_name, r.service_id,
  case when r.has_service then 'ok' else 'alarm' end as status,
  case when r.has_service then 'its service is there' else 'its service ' || r.service_id || ' is not in the snapshot' end as reason,
  r.environment, r.kind
from stage.resource_care as r
where r.service_id is not null
