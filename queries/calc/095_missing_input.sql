-- grain: one row per input that the period needs and nobody gave
-- unit: none
-- why: exit 5 names which equipment, datacenter, day or year; nothing is guessed
select 'day' as kind, day, cast(null as varchar) as equipment_id, datacenter_id, cast(null as varchar) as supplier_id, cast(null as integer) as year,
  'the day ' || strftime(day, '%Y-%m-%d') || ' is not over in datacenter ' || datacenter_id as detail
from calc.service_day
where is_in_period and not is_over
group by day, datacenter_id
union all
select 'power', day, equipment_id, datacenter_id, null, null,
  'equipment ' || equipment_id || ' has no power on ' || strftime(day, '%Y-%m-%d') || ' nor enough in the 7 days before'
from calc.equipment_energy
where reason like 'no power%'
union all
select 'pue', day, null, datacenter_id, null, null,
  'datacenter ' || datacenter_id || ' has no PUE for ' || strftime(day, '%Y-%m-%d') || ', its month or its year'
from calc.pue_day
where pue is null
union all
select 'energy_mix', p.day, null, p.datacenter_id, null, null,
  'datacenter ' || p.datacenter_id || ' has no energy mix on ' || strftime(p.day, '%Y-%m-%d')
from calc.pue_day as p
left join calc.mix_day as m on m.day = p.day and m.datacenter_id = p.datacenter_id
where m.day is null
union all
select 'emission_factor', null, null, null, supplier_id, cast(year(day) as integer),
  'supplier ' || supplier_id || ' has no emission factor for ' || year(day) || ' or an earlier year'
from calc.mix_day
where factor_year is null
group by supplier_id, year(day)
union all
select 'grid_factor', null, null, datacenter_id, null, cast(year(day) as integer),
  'country ' || country || ' of datacenter ' || datacenter_id || ' has no grid factor for ' || year(day) || ' or an earlier year'
from calc.grid_factor_day
where factor_year is null
group by datacenter_id, country, year(day)
union all
select 'equipment', null, null, null, null, null, 'no equipment is in service in the period'
where not exists (from calc.service_day where is_in_period)
