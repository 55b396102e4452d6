-- A split holds for every day on which the same resources share by the same key: its shares are stored once.
create table calc.split_share (
  run_id varchar not null,
  split_day date not null,
  pool_id varchar not null,
  resource_id bigint,
  service_id bigint,
  key_value decimal(38, 18),
  share double not null
);

insert into calc.split_share
select run_id, day, pool_id, resource_id, service_id, key_value, share
from calc.pool_share;

drop table calc.pool_share;

-- NULL in runs from before: each of their days has a split of its own.
alter table calc.pool_day add column split_day date;

-- Embodied emissions of a run that counts them: what each equipment carries a day, what is left, what is not known.
create table calc.embodied (
  run_id varchar not null,
  equipment_id varchar not null,
  datacenter_id varchar not null,
  embodied_kgco2e double,
  lifetime_years double,
  in_service_on date,
  retired_on date,
  kgco2e_per_day double,
  last_day date,
  remainder_kgco2e double,
  reason varchar
);

-- NULL: not known, and listed in calc.embodied; 0 where a run does not count embodied emissions.
alter table calc.equipment_day add column embodied_kgco2e decimal(38, 18);
