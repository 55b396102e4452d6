-- Months are published by version: closed once, restated as often as needed, never rewritten.
create table calc.publication (
  publication_seq bigint not null,
  month date not null,
  version integer not null,
  run_id varchar not null,
  status varchar not null,
  reason varchar,
  author varchar,
  published_at timestamptz not null
);

-- What of a pool's emissions is electricity and what is embodied; the rest is declared once a year. Runs from before kept the
-- factors that they used.
alter table calc.pool_amount rename to pool_amount_before;

create table calc.pool_amount (
  run_id varchar not null,
  day date not null,
  pool_id varchar not null,
  datacenter_id varchar not null,
  equipment_category varchar not null,
  it_kwh decimal(38, 18),
  estimated_kwh decimal(38, 18),
  facility_kwh decimal(38, 18),
  scope1_kgco2e decimal(38, 18),
  scope2_market_kgco2e decimal(38, 18),
  scope2_location_kgco2e decimal(38, 18),
  scope3_market_kgco2e decimal(38, 18),
  scope3_location_kgco2e decimal(38, 18),
  electricity_market_kgco2e decimal(38, 18),
  electricity_location_kgco2e decimal(38, 18),
  embodied_kgco2e decimal(38, 18),
  is_provisional boolean not null,
  reason varchar
);

insert into calc.pool_amount by name
with market as (
  select run_id, day, datacenter_id,
    sum(share * (coalesce(scope3_kgco2e_per_kwh, 0) + coalesce(td_loss_rate, 0) * scope2_kgco2e_per_kwh)) as scope3
  from calc.mix_day
  group by run_id, day, datacenter_id
),
location as (
  select run_id, day, datacenter_id,
    coalesce(scope3_kgco2e_per_kwh, 0) + coalesce(td_loss_rate, 0) * scope2_kgco2e_per_kwh as scope3
  from calc.grid_factor_day
)
select a.*,
  a.scope2_market_kgco2e + cast(cast(a.facility_kwh as double) * m.scope3 as decimal(38, 18)) as electricity_market_kgco2e,
  a.scope2_location_kgco2e + cast(cast(a.facility_kwh as double) * l.scope3 as decimal(38, 18)) as electricity_location_kgco2e,
  cast(0 as decimal(38, 18)) as embodied_kgco2e
from calc.pool_amount_before as a
left join market as m on m.run_id = a.run_id and m.day = a.day and m.datacenter_id = a.datacenter_id
left join location as l on l.run_id = a.run_id and l.day = a.day and l.datacenter_id = a.datacenter_id;

drop table calc.pool_amount_before;
