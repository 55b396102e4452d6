-- grain: one row per datacenter with equipment in service and day of the period
-- unit: pue is facility energy over IT energy (ISO/IEC 30134-2); NULL: none is known
-- why: the daily value, else the month's, else the year's; pue_period says which
with wanted as (
  select distinct datacenter_id, day
  from calc.service_day
  where is_in_period
)
select w.day, w.datacenter_id,
  coalesce(d.pue, m.pue, y.pue) as pue,
  case when d.pue is not null then 'day' when m.pue is not null then 'month' when y.pue is not null then 'year' end as pue_period,
  case when d.pue is not null then d.status when m.pue is not null then m.status else y.status end as status,
  case when d.pue is not null then d.source when m.pue is not null then m.source else y.source end as source
from wanted as w
left join stage.pue as d on d.datacenter_id = w.datacenter_id and d.period = strftime(w.day, '%Y-%m-%d')
left join stage.pue as m on m.datacenter_id = w.datacenter_id and m.period = strftime(w.day, '%Y-%m')
left join stage.pue as y on y.datacenter_id = w.datacenter_id and y.period = strftime(w.day, '%Y')
