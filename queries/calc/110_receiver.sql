-- grain: one row per time zone, day with an estate of its own (estate_day) and resource that can receive: it existed that day and is nobody's parent
-- unit: vcpu in count, sizes in GB, decimal; NULL: unknown
-- why: what is known only for a parent is divided equally among its nodes; a parent without known nodes receives itself
with recursive present as materialized (
  select e.timezone, e.day, r.resource_id, nullif(r.parent_id, r.resource_id) as above_id, r.parent_id, r.service_id, r.type, r.status, r.datacenter_id, r.availability_zone,
    r.vcpu, r.ram_gb, r.storage_gb, r.backup_gb
  from calc.estate_day as e
  join stage.resource_state as r
    on e.snapshot_seq >= r.from_seq and (r.until_seq is null or e.snapshot_seq < r.until_seq)
  where e.day = e.estate_day and (r.created_at is null or epoch_us(r.created_at) < e.end_us)
),
-- A parent that is there, with how many nodes it has and how many of them know each size.
family as materialized (
  select c.timezone, c.day, c.above_id as parent_id, count(*) as nodes,
    count(c.vcpu) as vcpu_known, count(c.ram_gb) as ram_known,
    count(c.storage_gb) as storage_known, count(c.backup_gb) as backup_known
  from present as c
  semi join present as p on p.timezone = c.timezone and p.day = c.day and p.resource_id = c.above_id
  where c.above_id is not null
  group by c.timezone, c.day, c.above_id
),
node as materialized (
  select c.*
  from present as c
  semi join family as f on f.timezone = c.timezone and f.day = c.day and f.parent_id = c.above_id
),
known as (
  select p.*
  from present as p
  semi join family as f on f.timezone = p.timezone and f.day = p.day and f.parent_id = p.resource_id
  anti join family as above on above.timezone = p.timezone and above.day = p.day and above.parent_id = p.above_id
  union all
  select c.timezone, c.day, c.resource_id, c.above_id, c.parent_id,
    coalesce(c.service_id, k.service_id), coalesce(c.type, k.type), coalesce(c.status, k.status),
    coalesce(c.datacenter_id, k.datacenter_id), coalesce(c.availability_zone, k.availability_zone),
    coalesce(c.vcpu, case when f.vcpu_known = 0 then k.vcpu / f.nodes end),
    coalesce(c.ram_gb, case when f.ram_known = 0 then k.ram_gb / f.nodes end),
    coalesce(c.storage_gb, case when f.storage_known = 0 then k.storage_gb / f.nodes end),
    coalesce(c.backup_gb, case when f.backup_known = 0 then k.backup_gb / f.nodes end)
  from known as k
  join family as f on f.timezone = k.timezone and f.day = k.day and f.parent_id = k.resource_id
  join node as c on c.timezone = k.timezone and c.day = k.day and c.above_id = k.resource_id
),
-- What hangs below a parent with what it inherits, and everything else as it is (what hangs below a circle of parents included).
leaf as (
  from known
  union all
  from present as p
  anti join known as k on k.timezone = p.timezone and k.day = p.day and k.resource_id = p.resource_id
)
select r.timezone, r.day, r.resource_id, r.parent_id, r.service_id,
  upper(r.type) as type, upper(r.status) as status, r.datacenter_id, r.availability_zone,
  coalesce(d.region, r.datacenter_id) as region,
  cast(r.vcpu as decimal(38, 18)) as vcpu,
  cast(r.ram_gb as decimal(38, 18)) as ram_gb,
  cast(r.storage_gb as decimal(38, 18)) as storage_gb,
  cast(r.backup_gb as decimal(38, 18)) as backup_gb
from leaf as r
anti join family as f on f.timezone = r.timezone and f.day = r.day and f.parent_id = r.resource_id
left join stage.datacenter as d on d.datacenter_id = r.datacenter_id
