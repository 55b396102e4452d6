-- grain: one row per platform, milestone and date of ITCare's that lifecycle.csv gives otherwise
-- unit: civil dates; difference_days positive: ITCare's is later
-- why: two sources that disagree are both shown
select platform, milestone, itcare_on, lifecycle_on, difference_days, product, cycle, resources
from lifecycle_conflict
order by resources desc, platform, milestone, itcare_on
