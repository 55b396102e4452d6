-- grain: one row per service that changed, the largest change first
-- unit: kgCO2e, market basis
-- why: whose footprint moved, and by which cause
with params as (
  select cast($from_day as date) as from_day, cast($previous_from_day as date) as previous_from_day
),
change as (
  select
    c.service_id,
    sum(c.from_kgco2e) as before,
    sum(c.to_kgco2e) as after,
    sum(c.change_kgco2e) as change,
    sum(c.energy_kgco2e) as energy,
    sum(c.share_kgco2e) as share,
    sum(c.pue_kgco2e) as pue,
    sum(c.factor_kgco2e) as factor,
    sum(c.annual_kgco2e) as annual,
    sum(c.embodied_kgco2e) as embodied,
    sum(c.appeared_gone_kgco2e) as appeared_gone
  from footprint_change_between(
    (select previous_from_day from params), (select from_day from params), null, null
  ) as c
  where c.basis = 'market'
  group by c.service_id
),
named as (
  select m.service_id, arg_max(coalesce(m.service_name, cast(m.service_id as varchar)), m.month) as service
  from resource_month as m cross join params
  where m.month in (params.from_day, params.previous_from_day)
  group by m.service_id
)
select
  c.service_id,
  n.service,
  'none' as holder,
  c.before,
  c.after,
  c.change,
  c.energy,
  c.share,
  c.pue,
  c.factor,
  c.annual,
  c.embodied,
  c.appeared_gone
from change as c
left join named as n on n.service_id = c.service_id
where
  c.change is distinct from 0
  and exists (
    select 1 from published_day as p cross join params where date_trunc('month', p.day) = params.previous_from_day
  )
order by abs(c.change) desc nulls last, c.service_id nulls last
