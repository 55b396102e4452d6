-- grain: one row per resource with a patch tag
-- unit: quarters
-- why: patch parties are quarterly; a tag that stays behind is a machine that was left out
-- title: Last patch is several quarters old
-- description: The last patch tag (YYYY-Qn) against the quarter of the snapshot.
-- severity: alarm
-- param quarters = 2: how many quarters it may be behind
with params as (
  select cast($quarters as integer) as quarters
),
tagged as (
  select r.*,
    try_cast(regexp_extract(r.patch_tag, '^\s*(\d{4})\s*-?\s*[QT]([1-4])\b', 1, 'i') as integer) as tag_year,
    try_cast(regexp_extract(r.patch_tag, '^\s*(\d{4})\s*-?\s*[QT]([1-4])\b', 2, 'i') as integer) as tag_quarter
  from stage.resource_care as r
  where r.patch_tag is not null
),
behind as (
  select *, 4 * year(taken_on) + quarter(taken_on) - (4 * tag_year + tag_quarter) as quarters_behind
  from tagged
)
select b.resource_id as resource, b.name as resource_name, b.service_id,
  case
    when b.quarters_behind is null then 'skip'
    when b.quarters_behind <= p.quarters then 'ok'
    when b.status = 'INACTIVE' then 'info'
    else 'alarm'
  end as status,
  case
    when b.quarters_behind is null then 'the tag ' || b.patch_tag || ' is no quarter'
    when b.quarters_behind <= p.quarters then 'patched in ' || b.patch_tag
    else case when b.status = 'INACTIVE' then 'stopped: ' else '' end || 'last patched in ' || b.patch_tag || ', ' || b.quarters_behind || ' quarters ago'
      || case when b.is_patch_excluded then '; excluded from patch parties' else '' end
  end as reason,
  b.environment, b.patch_tag, b.quarters_behind, b.is_patch_excluded
from behind as b
cross join params as p
