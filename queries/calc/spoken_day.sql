-- grain: one row per month, speaker and day; a speaker is 'current', 'version 1', 'version 2' …, or the id of a run
-- unit: version is NULL until the month is closed
-- why: which run's facts make a month, said in the same way of what is shown now, of what was published and of what could be
select cast(date_trunc('month', day) as date) as month, 'current' as speaker, version, day, run_id
from calc.published_day
union all
select cast(date_trunc('month', day) as date), 'version ' || version, version, day, run_id
from calc.known_publication
where version is not null
union all
select cast(date_trunc('month', day) as date), run_id, null, day, run_id
from (
  select run_id, cast(unnest(generate_series(from_day, to_day, interval 1 day)) as date) as day
  from calc.run
)
