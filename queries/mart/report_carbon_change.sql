-- grain: one row per step from the period before to the period: what it was, each cause that moved anything, what it is
-- unit: kgCO2e; low and high are where the step's bar ends, on the market basis
-- why: why did it change? the steps add up from one total to the other
with params as (
  select cast($from_day as date) as from_day, cast($previous_from_day as date) as previous_from_day
),
change as (
  select
    c.basis,
    sum(c.from_kgco2e) as before,
    sum(c.energy_kgco2e) as energy,
    sum(c.share_kgco2e) as share,
    sum(c.pue_kgco2e) as pue,
    sum(c.factor_kgco2e) as factor,
    sum(c.annual_kgco2e) as annual,
    sum(c.embodied_kgco2e) as embodied,
    sum(c.appeared_gone_kgco2e) as appeared_gone,
    -- What is known on one side alone has no cause: it would make the steps miss the total.
    sum(c.to_kgco2e) - sum(c.from_kgco2e) - sum(c.change_kgco2e) as unknown,
    sum(c.to_kgco2e) as after
  from footprint_change_between(
    (select previous_from_day from params), (select from_day from params), null, null
  ) as c
  group by c.basis
),
step as (
  select
    basis,
    unnest([
      {'position': 1, 'step': 'before', 'amount': before},
      {'position': 2, 'step': 'energy', 'amount': energy},
      {'position': 3, 'step': 'share', 'amount': share},
      {'position': 4, 'step': 'pue', 'amount': pue},
      {'position': 5, 'step': 'factor', 'amount': factor},
      {'position': 6, 'step': 'annual', 'amount': annual},
      {'position': 7, 'step': 'embodied', 'amount': embodied},
      {'position': 8, 'step': 'appeared_gone', 'amount': appeared_gone},
      {'position': 9, 'step': 'unknown', 'amount': unknown},
      {'position': 10, 'step': 'after', 'amount': after}
    ], recursive := true)
  from change
),
beside as (
  select
    position,
    step,
    step in ('before', 'after') as is_total,
    max(amount) filter (where basis = 'market') as market_kgco2e,
    max(amount) filter (where basis = 'location') as location_kgco2e
  from step
  group by position, step
),
reached as (
  select *, sum(market_kgco2e) filter (where step <> 'after') over (order by position) as level
  from beside
)
select
  position,
  step,
  is_total,
  market_kgco2e,
  location_kgco2e,
  case when is_total then market_kgco2e else level - market_kgco2e end as low,
  case when is_total then market_kgco2e else level end as high,
  case when is_total then 'total' when market_kgco2e < 0 then 'less' else 'more' end as direction
from reached
where
  (is_total or market_kgco2e <> 0 or location_kgco2e <> 0)
  and exists (
    select 1 from published_day as p cross join params where date_trunc('month', p.day) = params.previous_from_day
  )
order by position
