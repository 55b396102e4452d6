-- grain: one row per resource of the latest complete snapshot that ITCare's obsolescence list names
-- unit: none; raw is JSON text
-- why: what ITCare itself says of a resource's obsolescence, to hold beside the resource
select s.resource_id, s.service_id, s.platform, s.technology, s.status, s.declared_phase, s.released_on, s.end_of_sales_on, s.extended_support_on, s.end_of_support_on, s.raw
from stage.obsolescence_state as s
where s.until_seq is null
