-- grain: one row per allocation rule: the documented defaults and the rows of allocation_rules.csv
-- unit: weights are relative; includes and excludes are upper-case ITCare types
-- why: rules are data; a row of the file replaces the default of the same category and subcategory only
with documented (category, subcategory, pool, key, types, statuses, spares_aix) as (
  values
    ('compute', null, 'datacenter', 'vcpu', null, 'ACTIVE', true),
    ('compute', 'power', 'datacenter', 'vcpu', 'AIX', 'ACTIVE', false),
    ('storage', null, 'datacenter', 'storage_gb', null, null, false),
    ('storage', 'backup', 'region', 'backup_gb', null, null, false),
    ('storage', 'object', 'placement', 'storage_gb', null, null, false),
    ('network', null, 'datacenter', 'energy', null, null, false)
),
rule as (
  select category, subcategory, pool, key, types, statuses, spares_aix,
    false as is_override, cast(null as date) as valid_from, cast(null as date) as valid_to
  from documented
  union all
  select r.category, r.subcategory, r.pool, coalesce(r.key, 'equal'), r.types, r.statuses, false, true, r.valid_from, r.valid_to
  from raw.allocation_rules as r
  join stage.reference_current as c on c.name = 'allocation_rules' and c.rows_snapshot_id = r.snapshot_id
),
term as (
  select *,
    replace(lower(key), ' ', '') as formula,
    list_filter(list_transform(string_split(coalesce(types, ''), '|'), lambda t: upper(trim(t))), lambda t: t <> '') as type_list,
    list_filter(list_transform(string_split(coalesce(statuses, ''), '|'), lambda t: upper(trim(t))), lambda t: t <> '') as status_list
  from rule
)
select
  category || coalesce('/' || subcategory, '')
    || case when is_override then '*' || coalesce(strftime(valid_from, '%Y%m%d'), '') else '' end as rule_id,
  category, subcategory, pool, key, spares_aix, is_override, valid_from, valid_to,
  formula = 'energy' as is_energy,
  case when regexp_matches(formula, '(^|[+])vcpu') then coalesce(try_cast(nullif(regexp_extract(formula, '(^|[+])vcpu[*]([0-9.]+)', 2), '') as double), 1.0) else 0.0 end as vcpu_weight,
  case when regexp_matches(formula, '(^|[+])ram_gb') then coalesce(try_cast(nullif(regexp_extract(formula, '(^|[+])ram_gb[*]([0-9.]+)', 2), '') as double), 1.0) else 0.0 end as ram_weight,
  case when regexp_matches(formula, '(^|[+])storage_gb') then coalesce(try_cast(nullif(regexp_extract(formula, '(^|[+])storage_gb[*]([0-9.]+)', 2), '') as double), 1.0) else 0.0 end as storage_weight,
  case when regexp_matches(formula, '(^|[+])backup_gb') then coalesce(try_cast(nullif(regexp_extract(formula, '(^|[+])backup_gb[*]([0-9.]+)', 2), '') as double), 1.0) else 0.0 end as backup_weight,
  case when regexp_matches(formula, '(^|[+])equal') then coalesce(try_cast(nullif(regexp_extract(formula, '(^|[+])equal[*]([0-9.]+)', 2), '') as double), 1.0) else 0.0 end as equal_weight,
  list_filter(type_list, lambda t: not starts_with(t, '!')) as included_types,
  list_transform(list_filter(type_list, lambda t: starts_with(t, '!')), lambda t: substr(t, 2)) as excluded_types,
  status_list as included_statuses
from term
