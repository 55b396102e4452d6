-- grain: one row per platform or row of product_map.csv that matches nothing
-- unit: count
-- why: matching platforms to products is data; what is missing there is not compared
-- title: Platform or row of product_map.csv that matches nothing
-- description: A platform without a row is an info, a row that names nothing an alarm.
-- severity: warning
-- needs: itcare, lifecycle, product_map
select g.side || ' ' || g.platform as resource, g.platform as resource_name, cast(null as bigint) as service_id,
  case when g.side = 'platform' then 'info' else 'alarm' end as status,
  g.reason, g.product, g.cycle, g.resources
from product_map_gap as g
