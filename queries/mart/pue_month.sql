-- grain: one row per month and datacenter; datacenter_id NULL is the whole estate
-- unit: kWh; pue is a ratio, weighted by kWh
-- why: a mean of PUE over days or sites is facility energy over IT energy, of the days whose PUE is known
with day as (
  select cast(date_trunc('month', e.day) as date) as month, e.day, e.datacenter_id, e.it_kwh, e.facility_kwh, e.pue_period
  from calc.equipment_day as e
  join calc.published_day as p on p.day = e.day and p.run_id = e.run_id
  where e.facility_kwh is not null
)
select month, datacenter_id, count(distinct day) as days_covered, sum(it_kwh) as it_kwh, sum(facility_kwh) as facility_kwh,
  cast(sum(facility_kwh) as double) / nullif(cast(sum(it_kwh) as double), 0) as pue,
  string_agg(distinct pue_period, ', ' order by pue_period) as pue_period
from day
group by grouping sets ((month, datacenter_id), (month))
