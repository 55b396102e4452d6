-- grain: one row per platform or row of product_map.csv that matches nothing; none where no map is given
-- unit: resources in count
-- why: what the second source of dates does not cover
select side, platform, product, cycle, resources, reason
from product_map_gap
where exists (select 1 from stage.product_map)
order by resources desc, platform, product, cycle
