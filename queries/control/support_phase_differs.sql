-- grain: one row per resource
-- unit: none
-- why: two phases for one thing: either the dates or the declaration is wrong
-- title: ITCare's phase is not the one that the dates give
-- description: The declared phase against ours as of the snapshot's date. A word that is no phase is an alarm too; no word, or no date, is skipped.
-- severity: warning
with said as (
  select r.*, nullif(regexp_replace(upper(trim(r.declared_phase)), '[^A-Z]+', '_', 'g'), '') as word
  from resource as r
),
read as (
  select *,
    case
      when word in ('STANDARD', 'END_OF_SALES', 'EXTENDED', 'END_OF_SUPPORT') then word
      when word in ('END_OF_SALE', 'ENDOFSALES') then 'END_OF_SALES'
      when word in ('EXTENDED_SUPPORT', 'EXTENDEDSUPPORT') then 'EXTENDED'
      when word in ('ENDOFSUPPORT') then 'END_OF_SUPPORT'
    end as phase
  from said
)
select r.resource_id as resource, r.name as resource_name, r.service_id,
  case
    when r.word is null then 'skip'
    when r.phase is null then 'alarm'
    when r.support_phase = 'UNKNOWN' then 'skip'
    when r.phase = r.support_phase then 'ok'
    else 'alarm'
  end as status,
  case
    when r.word is null then 'ITCare declares no phase'
    when r.phase is null then 'ITCare declares ' || r.declared_phase || ', which is no known phase; the dates give ' || r.support_phase
    when r.support_phase = 'UNKNOWN' then 'no date is known'
    when r.phase = r.support_phase then 'the same'
    else 'ITCare declares ' || r.declared_phase || ', the dates give ' || r.support_phase
  end as reason,
  r.environment, r.technology, r.platform, r.declared_phase, r.support_phase, r.end_of_sales_on, r.extended_support_on, r.end_of_support_on
from read as r
