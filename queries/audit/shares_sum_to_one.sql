-- grain: one row per pool and split day whose shares do not sum to 1
-- unit: ratio
-- why: each split gives everything away once
with params as (select cast($run_id as varchar) as run_id)
select s.split_day, s.pool_id, sum(cast(s.share as decimal(38, 18))) as share
from split_share_all_runs as s
join params as p on p.run_id = s.run_id
group by s.split_day, s.pool_id
having abs(sum(cast(s.share as decimal(38, 18))) - 1) > 1e-9 or min(s.share) < 0
