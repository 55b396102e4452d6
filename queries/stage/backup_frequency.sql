-- grain: one row per text of frequencies that an attached backup policy has, and unit of it that is set
-- unit: interval_h in hours, kept_days in days; is_understood false: the words could not be read
-- why: the reference documents frequencies only as {}; Rubrik's vocabulary is read tolerantly, what is not understood is unknown, not 0
with said as (
  select distinct p.frequencies
  from stage.backup_policy_state as p
  where p.until_seq is null and p.scope = 'attached' and json_valid(p.frequencies)
),
parsed as (
  select frequencies, cast(frequencies as json) as document
  from said
),
entry as (
  select p.frequencies, lower(trim(e.key)) as word, cast(e.value as json) as setting
  from parsed as p
  cross join json_each(p.document) as e
  where json_type(p.document) = 'OBJECT'
  union all
  select p.frequencies, lower(trim(coalesce(e.value ->> '$.timeUnit', e.value ->> '$.unit', e.value ->> '$.type', ''))), cast(e.value as json)
  from parsed as p
  cross join json_each(p.document) as e
  where json_type(p.document) = 'ARRAY'
),
-- Nothing set for a unit is no rule: null, {} and a frequency of 0.
given as (
  select *, try_cast(setting ->> '$.frequency' as double) as frequency, try_cast(setting ->> '$.retention' as double) as retention,
    lower(coalesce(setting ->> '$.retentionUnit', setting ->> '$.retentionType', '')) as kept_word
  from entry
  where setting is not null and json_type(setting) <> 'NULL' and cast(setting as varchar) not in ('{}', '[]', '""')
),
sized as (
  select *,
    case
      when word like 'hour%' then 1 when word like 'dail%' or word like 'day%' then 24 when word like 'week%' then 24 * 7
      when word like 'month%' then 24 * 31 when word like 'quarter%' then 24 * 92 when word like 'year%' or word like 'annual%' then 24 * 366
    end as unit_h,
    case
      when kept_word like 'hour%' then 1 when kept_word like 'dail%' or kept_word like 'day%' then 24 when kept_word like 'week%' then 24 * 7
      when kept_word like 'month%' then 24 * 31 when kept_word like 'quarter%' then 24 * 92 when kept_word like 'year%' or kept_word like 'annual%' then 24 * 366
    end as kept_unit_h
  from given
  where frequency is null or frequency <> 0
)
select frequencies, word,
  case when frequency > 0 then frequency * unit_h end as interval_h,
  case when retention > 0 then retention * case when kept_word = '' then unit_h else kept_unit_h end / 24.0 end as kept_days,
  unit_h is not null and json_type(setting) = 'OBJECT' and (kept_word = '' or kept_unit_h is not null)
    and ((setting ->> '$.frequency') is null or coalesce(frequency > 0, false))
    and ((setting ->> '$.retention') is null or coalesce(retention >= 0, false))
    and coalesce(frequency, retention) is not null as is_understood
from sized
