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
    -- The grammar of src/domain/allocation-key.ts: terms apart by +, each a measure with or without a number before or after it.
    list_transform(
      string_split(regexp_replace(lower(key), '[^a-z0-9_.*+]', '', 'g'), '+'),
      lambda t: {
        'measure': regexp_extract(t, '[a-z_]+'),
        'weight': coalesce(try_cast(nullif(regexp_extract(t, '[0-9.]+'), '') as double), 1.0)
      }
    ) as terms,
    list_filter(list_transform(string_split(coalesce(types, ''), '|'), lambda t: upper(trim(t))), lambda t: t <> '') as type_list,
    list_filter(list_transform(string_split(coalesce(statuses, ''), '|'), lambda t: upper(trim(t))), lambda t: t <> '') as status_list
  from rule
)
select
  category || coalesce('/' || subcategory, '')
    || case when is_override then '*' || coalesce(strftime(valid_from, '%Y%m%d'), '') else '' end as rule_id,
  category, subcategory, pool, key, spares_aix, is_override, valid_from, valid_to,
  terms[1].measure = 'energy' as is_energy,
  coalesce(list_filter(terms, lambda t: t.measure = 'vcpu')[1].weight, 0.0) as vcpu_weight,
  coalesce(list_filter(terms, lambda t: t.measure = 'ram_gb')[1].weight, 0.0) as ram_weight,
  coalesce(list_filter(terms, lambda t: t.measure = 'storage_gb')[1].weight, 0.0) as storage_weight,
  coalesce(list_filter(terms, lambda t: t.measure = 'backup_gb')[1].weight, 0.0) as backup_weight,
  coalesce(list_filter(terms, lambda t: t.measure = 'equal')[1].weight, 0.0) as equal_weight,
  list_filter(type_list, lambda t: not starts_with(t, '!')) as included_types,
  list_transform(list_filter(type_list, lambda t: starts_with(t, '!')), lambda t: substr(t, 2)) as excluded_types,
  status_list as included_statuses
from term
