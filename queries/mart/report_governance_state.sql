-- grain: one row: the last complete snapshot taken by the end of the day, and the one before
-- unit: instants in UTC; ages in days; inputs_hash is SHA-256 of what the snapshot says of every resource, dates filled in
-- why: what the document speaks of, and the seal by which someone can check that the ledger still says the same
with params as (
  select cast($as_of as date) as as_of
),
ordered as (
  select snapshot_id, taken_at, taken_on, snapshot_seq,
    lag(snapshot_id) over (order by snapshot_seq) as previous_snapshot_id,
    lag(taken_on) over (order by snapshot_seq) as previous_taken_on
  from stage.itcare_snapshot
),
latest as (
  select * from ordered qualify row_number() over (order by snapshot_seq desc) = 1
),
estate as (
  select count(*) as resources, count(distinct service_id) as services, count(distinct cloud_name) as clouds,
    count(distinct lower(trim(platform))) as platforms,
    sha256(string_agg(cast(to_json(r) as varchar), chr(10) order by r.resource_id)) as inputs_hash
  from resource as r
),
evaluated as (
  select max(evaluated_at) as evaluated_at from control_run
)
select
  l.snapshot_id,
  l.snapshot_id as run_id,
  e.inputs_hash,
  strftime(timezone('UTC', l.taken_at), '%Y-%m-%d %H:%M:%S UTC') as finished_at,
  l.taken_on,
  p.as_of - l.taken_on as age_days,
  p.as_of - l.taken_on > 7 as is_old,
  l.previous_snapshot_id,
  l.previous_taken_on,
  l.previous_snapshot_id is not null as has_previous,
  l.previous_snapshot_id is null as is_first,
  e.resources,
  e.services,
  e.clouds,
  e.platforms,
  strftime(timezone('UTC', c.evaluated_at), '%Y-%m-%d %H:%M UTC') as controls_evaluated_at,
  c.evaluated_at is null as has_no_control,
  c.evaluated_at is not null as has_control
from latest as l
cross join params as p
cross join estate as e
cross join evaluated as c
