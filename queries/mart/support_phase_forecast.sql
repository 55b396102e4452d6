-- grain: one row per resource of the latest complete snapshot and phase that it enters within 36 months
-- unit: civil dates; month is the first day of the month of enters_on
-- why: who enters which phase when, by service, environment and technology; milestones on one day are one step
with latest as (
  select max(taken_on) as taken_on
  from stage.itcare_snapshot
)
select cast(date_trunc('month', a.until_on) as date) as month, a.until_on as enters_on, a.resource_id, r.service_id, r.environment, r.technology,
  a.support_phase as from_phase, a.next_phase as to_phase
from latest as l
join stage.resource_phase_span as a on a.until_on > l.taken_on and a.until_on <= l.taken_on + interval 36 month
join stage.resource_now as r on r.resource_id = a.resource_id
