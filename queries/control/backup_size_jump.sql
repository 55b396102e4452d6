-- grain: one row per resource with a backup
-- unit: GB
-- why: a backup that shrinks has lost something, one that swells has caught something
-- title: Backup whose size jumped
-- description: The size fell or grew by more than a factor since the complete snapshot before; small ones are left alone.
-- severity: warning
-- param factor = 2: largest ratio, in either direction, that is no finding
-- param min_gb = 1: sizes that stay below this many GB are not compared
with params as (
  select cast($factor as double) as factor, cast($min_gb as double) as min_gb
),
earlier as (
  select count(*) > 1 as is_there from stage.itcare_snapshot
),
sized as (
  select f.resource_id, f.name, f.service_id, f.environment, f.policy, f.last_backup_at, f.size_gb, b.backup_gb as size_before_gb, e.is_there
  from stage.backup_fact as f
  left join stage.resource_backup_before as b on b.resource_id = f.resource_id
  cross join earlier as e
  where f.has_backup and f.exempt_reason is null
)
select s.resource_id as resource, s.name as resource_name, s.service_id,
  case
    when s.size_gb is null or s.size_before_gb is null then 'skip'
    when greatest(s.size_gb, s.size_before_gb) < p.min_gb then 'ok'
    when s.size_gb > s.size_before_gb * p.factor or s.size_gb * p.factor < s.size_before_gb then 'alarm'
    else 'ok'
  end as status,
  case
    when not s.is_there then 'there is no snapshot before'
    when s.size_gb is null or s.size_before_gb is null then 'now or before the size is not known'
    when greatest(s.size_gb, s.size_before_gb) >= p.min_gb and (s.size_gb > s.size_before_gb * p.factor or s.size_gb * p.factor < s.size_before_gb)
      then printf('%.15g GB, %.15g GB in the snapshot before', s.size_gb, s.size_before_gb)
    else 'about as large as before'
  end as reason,
  s.environment, s.policy, s.last_backup_at, s.size_gb, s.size_before_gb
from sized as s
cross join params as p
