-- grain: one row per resource of the latest complete snapshot
-- unit: civil dates, the first days of the phases
-- why: where each resource's dates are from: its own item, its platform in the support policy, or lifecycle.csv
select r.resource_id, r.platform, r.released_on, r.end_of_sales_on, r.extended_support_on, r.end_of_support_on, r.milestone_source
from stage.resource_milestone as r
where r.is_present
