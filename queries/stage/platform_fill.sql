-- grain: one row per platform for whose resources dates are known from elsewhere than their own items
-- unit: civil dates, the first days of the phases
-- why: what a resource without dates takes them from: its platform in ITCare's support policy, else lifecycle.csv
select p.platform_key, p.released_on, p.end_of_sales_on, p.extended_support_on, p.end_of_support_on,
  'itcare support policy' as milestone_source
from stage.platform_dated as p
union all
select l.platform_key, l.released_on, null, l.extended_support_on, l.end_of_support_on, l.milestone_source
from stage.platform_lifecycle as l
anti join stage.platform_dated as p on p.platform_key = l.platform_key
