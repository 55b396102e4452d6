-- grain: one row per resource of the latest complete snapshot
-- unit: none
-- why: what a resource is to the rules of governance, from ITCare's words for it; a node belongs to a cluster that is there too
with word as (
  select r.resource_id, r.parent_id, r.is_hardware,
    lower(concat_ws(' ', r.category, r.type, r.technology)) as words
  from stage.resource_now as r
),
kind as (
  select resource_id, parent_id,
    case
      when regexp_matches(words, 'load.?balanc') then 'load_balancer'
      when regexp_matches(words, 'network.?cluster') then 'network'
      when regexp_matches(words, 'kubernetes') then 'kubernetes'
      when regexp_matches(words, 'postgres') then 'postgresql'
      when regexp_matches(words, 'mariadb') then 'mariadb'
      when is_hardware or regexp_matches(words, 'hardware') then 'hardware'
      when regexp_matches(words, 'instance|linux|windows|unix|aix') then 'instance'
      else 'other'
    end as kind
  from word
)
select k.resource_id, k.kind, c.resource_id as cluster_id, c.kind as cluster_kind
from kind as k
left join kind as c on c.resource_id = k.parent_id and c.resource_id <> k.resource_id
