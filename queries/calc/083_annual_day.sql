-- grain: one row per day of the period, perimeter, scope and category that any amount is declared for; datacenter_id NULL is the whole estate
-- unit: kgCO2e a day
-- why: the year's audited amount, else its provisional one, else the latest earlier year's (provisional), over the days of the calculated year
with wanted as (
  select distinct day, cast(year(day) as integer) as year
  from calc.service_day
  where is_in_period
),
chosen as (
  select w.year as for_year, a.*
  from (select distinct year from wanted) as w
  join stage.annual_emission as a on a.year <= w.year
  qualify row_number() over (
    partition by w.year, a.datacenter_id, a.scope, a.category order by a.year desc, a.status = 'audited' desc
  ) = 1
)
select w.day, c.datacenter_id, c.scope, c.category,
  cast(c.kgco2e / dayofyear(make_date(w.year, 12, 31)) as decimal(38, 18)) as kgco2e,
  c.kgco2e as annual_kgco2e, c.year as source_year, c.status, c.source,
  c.year < w.year or c.status = 'provisional' as is_provisional
from wanted as w
join chosen as c on c.for_year = w.year
