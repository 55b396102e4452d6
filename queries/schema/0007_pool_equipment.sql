-- Which equipment made a pool, as stretches of days; runs from before kept their amounts alone.
create table calc.pool_equipment (
  run_id varchar not null,
  pool_id varchar not null,
  equipment_id varchar not null,
  from_day date not null,
  to_day date not null
);

-- The declared amount of the year that a day's part is taken from; NULL in runs from before.
alter table calc.annual_day add column annual_kgco2e double;
