-- grain: one row per time zone, day with an estate of its own (estate_day) and resource that can receive: it existed that day and is nobody's parent
-- unit: vcpu in count, sizes in GB; NULL: unknown
-- why: what is known only for a parent is divided equally among its nodes; a parent without known nodes receives itself
with recursive needed as (
  select snapshot_seq, row_number() over (order by snapshot_seq) as number
  from (select distinct snapshot_seq from calc.estate_day where day = estate_day)
),
-- The first needed snapshot from each one on, and one after the last where there is none: a span is then a range of whole numbers.
position as (
  select s.snapshot_seq, 1 + count(n.number) over (order by s.snapshot_seq rows between unbounded preceding and 1 preceding) as number
  from (
    select from_seq as snapshot_seq from stage.resource_state
    union select until_seq from stage.resource_state where until_seq is not null
    union select snapshot_seq from needed
  ) as s
  left join needed as n on n.snapshot_seq = s.snapshot_seq
),
state as (
  select r.* exclude (from_seq, until_seq), unnest(range(f.number, coalesce(u.number, 1 + (select count(*) from needed)))) as number
  from stage.resource_state as r
  join position as f on f.snapshot_seq = r.from_seq
  left join position as u on u.snapshot_seq = r.until_seq
),
present as materialized (
  select e.timezone, e.day, r.resource_id, nullif(r.parent_id, r.resource_id) as above_id, r.parent_id, r.service_id, r.type, r.status, r.datacenter_id, r.availability_zone,
    r.vcpu, r.ram_gb, r.storage_gb, r.backup_gb
  from calc.estate_day as e
  join needed as n on n.snapshot_seq = e.snapshot_seq
  join state as r on r.number = n.number
  where e.day = e.estate_day and (r.created_at is null or epoch_us(r.created_at) < e.end_us)
),
above as materialized (
  select distinct timezone, day, above_id
  from present
  where above_id is not null
),
-- Who is above or below somebody: few, and only for them is there anything to find out.
related as materialized (
  from present
  where above_id is not null
  union all
  select p.*
  from present as p
  semi join above as a on a.timezone = p.timezone and a.day = p.day and a.above_id = p.resource_id
  where p.above_id is null
),
-- A parent that is there, with how many nodes it has and how many of them know each size.
family as materialized (
  select c.timezone, c.day, c.above_id as parent_id, count(*) as nodes,
    count(c.vcpu) as vcpu_known, count(c.ram_gb) as ram_known,
    count(c.storage_gb) as storage_known, count(c.backup_gb) as backup_known
  from related as c
  semi join related as p on p.timezone = c.timezone and p.day = c.day and p.resource_id = c.above_id
  where c.above_id is not null
  group by c.timezone, c.day, c.above_id
),
node as materialized (
  select c.*
  from related as c
  semi join family as f on f.timezone = c.timezone and f.day = c.day and f.parent_id = c.above_id
),
known as (
  select p.*
  from related as p
  semi join family as f on f.timezone = p.timezone and f.day = p.day and f.parent_id = p.resource_id
  anti join family as g on g.timezone = p.timezone and g.day = p.day and g.parent_id = p.above_id
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
heard as materialized (
  select timezone, day, resource_id from known
  union all
  select timezone, day, parent_id from family
),
-- What hangs below a parent with what it inherits, and everything else as it is (what hangs below a circle of parents included).
leaf as (
  select k.*
  from known as k
  anti join family as f on f.timezone = k.timezone and f.day = k.day and f.parent_id = k.resource_id
  union all
  select r.*
  from related as r
  anti join heard as h on h.timezone = r.timezone and h.day = r.day and h.resource_id = r.resource_id
  union all
  select p.*
  from present as p
  anti join above as a on a.timezone = p.timezone and a.day = p.day and a.above_id = p.resource_id
  where p.above_id is null
)
select r.timezone, r.day, r.resource_id, r.parent_id, r.service_id,
  upper(r.type) as type, upper(r.status) as status, r.datacenter_id, r.availability_zone,
  coalesce(d.region, r.datacenter_id) as region,
  r.vcpu, r.ram_gb, r.storage_gb, r.backup_gb
from leaf as r
left join stage.datacenter as d on d.datacenter_id = r.datacenter_id
