-- grain: one row per resource of the latest complete snapshot
-- unit: none
-- why: what a resource is to the rules of governance, from ITCare's words for it; a node belongs to a cluster that is there too
with named as (
  select r.resource_id, r.parent_id, coalesce(r.is_hardware, false) as is_hardware, concat_ws(' ', r.category, r.type, r.technology) as words
  from stage.resource_now as r
),
-- Words are few and resources many.
read as (
  select words, is_hardware,
    case
      when regexp_matches(words, 'load.?balanc', 'i') then 'load_balancer'
      when regexp_matches(words, 'network.?cluster', 'i') then 'network'
      when regexp_matches(words, 'kubernetes', 'i') then 'kubernetes'
      when regexp_matches(words, 'postgres', 'i') then 'postgresql'
      when regexp_matches(words, 'mariadb', 'i') then 'mariadb'
      when is_hardware or regexp_matches(words, 'hardware', 'i') then 'hardware'
      when regexp_matches(words, 'instance|linux|windows|unix|aix', 'i') then 'instance'
      else 'other'
    end as kind
  from (select distinct words, is_hardware from named)
),
kind as (
  select n.resource_id, n.parent_id, r.kind
  from named as n
  join read as r on r.words = n.words and r.is_hardware = n.is_hardware
)
select k.resource_id, k.kind, c.resource_id as cluster_id, c.kind as cluster_kind
from kind as k
left join kind as c on c.resource_id = k.parent_id and c.resource_id <> k.resource_id
