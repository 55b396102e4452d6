-- The ledger's base tables. Every fact carries run_id or snapshot_id; nothing here is updated in place.
-- Schemas: raw (collected), stage and main (views, made from queries/stage and queries/mart), calc (facts of runs).
create schema raw;
create schema stage;
create schema calc;

-- What one source said at one time. snapshot_seq orders them; a snapshot is visible whole or not at all.
create table raw.snapshot (
  snapshot_seq bigint not null,
  snapshot_id varchar not null,
  source varchar not null,
  taken_at timestamptz not null,
  is_complete boolean not null,
  row_count bigint not null,
  request_count bigint,
  note varchar
);

-- ITCare: only what is new, changed or gone since the complete snapshot before (is_present false: gone).
create table raw.service_change (
  snapshot_seq bigint not null,
  snapshot_id varchar not null,
  is_present boolean not null,
  service_id bigint not null,
  name varchar,
  key varchar,
  environment varchar,
  cloud_id bigint,
  cloud_name varchar,
  status varchar,
  comment varchar
);

create table raw.resource_change (
  snapshot_seq bigint not null,
  snapshot_id varchar not null,
  is_present boolean not null,
  resource_id bigint not null,
  name varchar,
  service_id bigint,
  service_name varchar,
  environment varchar,
  cloud_name varchar,
  category varchar,
  type varchar,
  family varchar,
  technology varchar,
  product_name varchar,
  product_version varchar,
  platform varchar,
  status varchar,
  parent_id bigint,
  datacenter_id varchar,
  availability_zone varchar,
  vcpu double,
  ram_gb double,
  storage_gb double,
  backup_gb double,
  created_at timestamptz,
  is_monitored boolean,
  is_backed_up boolean,
  is_replicated boolean,
  is_patch_excluded boolean,
  declared_phase varchar,
  released_on date,
  end_of_sales_on date,
  extended_support_on date,
  end_of_support_on date,
  tags map(varchar, varchar)
);

create table raw.zone_change (
  snapshot_seq bigint not null,
  snapshot_id varchar not null,
  is_present boolean not null,
  availability_zone varchar not null,
  datacenter_id varchar,
  area varchar,
  region varchar
);

-- Reference files of one load. Rows are stored once per content: rows_snapshot_id says which load brought them.
create table raw.reference_file (
  snapshot_id varchar not null,
  name varchar not null,
  sha256 varchar not null,
  row_count bigint not null,
  rows_snapshot_id varchar not null
);

create table raw.datacenters (
  snapshot_id varchar not null,
  datacenter_id varchar not null,
  name varchar,
  country varchar,
  operation varchar,
  region varchar,
  timezone varchar
);

create table raw.equipment (
  snapshot_id varchar not null,
  equipment_id varchar not null,
  name varchar,
  category varchar not null,
  subcategory varchar,
  datacenter_id varchar not null,
  availability_zone varchar,
  in_service_on date,
  retired_on date,
  rated_w double,
  idle_w double,
  embodied_kgco2e double,
  lifetime_years double
);

create table raw.pue (
  snapshot_id varchar not null,
  datacenter_id varchar not null,
  period varchar not null,
  pue double not null,
  status varchar,
  source varchar
);

create table raw.energy_mix (
  snapshot_id varchar not null,
  datacenter_id varchar not null,
  supplier_id varchar not null,
  valid_from date not null,
  valid_to date,
  share double not null
);

create table raw.emission_factors (
  snapshot_id varchar not null,
  supplier_id varchar not null,
  year integer not null,
  scope2_kgco2e_per_kwh double not null,
  scope3_kgco2e_per_kwh double,
  td_loss_rate double,
  perimeter varchar,
  source varchar
);

create table raw.grid_factors (
  snapshot_id varchar not null,
  country varchar not null,
  year integer not null,
  scope2_kgco2e_per_kwh double not null,
  scope3_kgco2e_per_kwh double,
  td_loss_rate double,
  perimeter varchar,
  source varchar
);

create table raw.annual_emissions (
  snapshot_id varchar not null,
  year integer not null,
  datacenter_id varchar,
  scope integer not null,
  category varchar not null,
  kgco2e double not null,
  status varchar not null,
  source varchar
);

create table raw.allocation_rules (
  snapshot_id varchar not null,
  category varchar not null,
  subcategory varchar,
  pool varchar not null,
  key varchar,
  types varchar,
  statuses varchar,
  valid_from date,
  valid_to date
);

create table raw.placements (
  snapshot_id varchar not null,
  equipment_id varchar not null,
  resource_id bigint not null,
  valid_from date not null,
  valid_to date,
  weight double
);

create table raw.usage (
  snapshot_id varchar not null,
  day date not null,
  resource_id bigint not null,
  vcpu_hours double not null
);

create table raw.service_shares (
  snapshot_id varchar not null,
  service_id bigint not null,
  to_service_id bigint not null,
  share double not null,
  valid_from date not null,
  valid_to date
);

create table raw.lifecycle (
  snapshot_id varchar not null,
  product varchar not null,
  cycle varchar not null,
  released_on date,
  end_of_active_support_on date,
  end_of_life_on date,
  extended_support_ends_on date,
  source varchar
);

create table raw.product_map (
  snapshot_id varchar not null,
  platform varchar not null,
  product varchar not null,
  cycle varchar not null
);

create table raw.upgrade_paths (
  snapshot_id varchar not null,
  from_platform varchar not null,
  to_platform varchar not null,
  os_migrations integer,
  note varchar
);

create table raw.waivers (
  snapshot_id varchar not null,
  control varchar not null,
  resource_id varchar,
  service_id varchar,
  owner varchar not null,
  reason varchar not null,
  expires_on date not null
);

-- Power samples live beside the ledger, one Parquet part per UTC day; the newest row of a day names its part.
create table raw.sample_part (
  snapshot_seq bigint not null,
  snapshot_id varchar not null,
  utc_day date not null,
  file varchar not null,
  sha256 varchar not null,
  row_count bigint not null,
  rejected_count bigint not null,
  equipment_count bigint not null,
  first_ts timestamptz,
  last_ts timestamptz
);

-- Samples that no part holds, with the reason; they belong to the part of the same day and snapshot.
create table raw.rejected_sample (
  snapshot_seq bigint not null,
  snapshot_id varchar not null,
  utc_day date not null,
  equipment_id varchar not null,
  feed varchar not null,
  ts timestamptz not null,
  power_w double,
  reason varchar not null
);

-- Runs: one calculation over one period, complete, incomplete or failed; a row is written once, at its end.
create table calc.run (
  run_seq bigint not null,
  run_id varchar not null,
  from_day date not null,
  to_day date not null,
  status varchar not null,
  method_version varchar not null,
  inputs_hash varchar not null,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  reason varchar
);

create table calc.run_input (
  run_id varchar not null,
  kind varchar not null,
  name varchar not null,
  detail varchar,
  sha256 varchar,
  row_count bigint
);

create table calc.missing_input (
  run_id varchar not null,
  kind varchar not null,
  day date,
  equipment_id varchar,
  datacenter_id varchar,
  supplier_id varchar,
  year integer,
  detail varchar not null
);

create table calc.audit_result (
  run_id varchar not null,
  audit varchar not null,
  rows_checked bigint not null,
  violations bigint not null
);

create table calc.equipment_day (
  run_id varchar not null,
  day date not null,
  equipment_id varchar not null,
  datacenter_id varchar not null,
  category varchar not null,
  subcategory varchar,
  sample_count bigint not null,
  rejected_count bigint not null,
  coverage double not null,
  measured_kwh decimal(38, 18),
  estimated_kwh decimal(38, 18),
  it_kwh decimal(38, 18),
  pue double,
  pue_period varchar,
  facility_kwh decimal(38, 18),
  scope1_kgco2e decimal(38, 18),
  scope2_market_kgco2e decimal(38, 18),
  scope2_location_kgco2e decimal(38, 18),
  scope3_market_kgco2e decimal(38, 18),
  scope3_location_kgco2e decimal(38, 18),
  is_provisional boolean not null,
  reason varchar
);

-- Samples above the bound of their equipment, kept apart by the run that refused them.
create table calc.rejected_power (
  run_id varchar not null,
  day date not null,
  equipment_id varchar not null,
  feed varchar not null,
  ts timestamptz not null,
  power_w double not null,
  reason varchar not null
);

create table calc.pue_day (
  run_id varchar not null,
  day date not null,
  datacenter_id varchar not null,
  pue double,
  pue_period varchar,
  status varchar,
  source varchar
);

create table calc.mix_day (
  run_id varchar not null,
  day date not null,
  datacenter_id varchar not null,
  supplier_id varchar not null,
  share double not null,
  factor_year integer,
  scope2_kgco2e_per_kwh double,
  scope3_kgco2e_per_kwh double,
  td_loss_rate double,
  perimeter varchar,
  source varchar,
  is_provisional boolean not null,
  is_scope3_covered boolean not null,
  is_td_loss_covered boolean not null
);

create table calc.grid_factor_day (
  run_id varchar not null,
  day date not null,
  datacenter_id varchar not null,
  country varchar not null,
  factor_year integer,
  scope2_kgco2e_per_kwh double,
  scope3_kgco2e_per_kwh double,
  td_loss_rate double,
  perimeter varchar,
  source varchar,
  is_provisional boolean not null,
  is_scope3_covered boolean not null,
  is_td_loss_covered boolean not null
);

create table calc.annual_day (
  run_id varchar not null,
  day date not null,
  datacenter_id varchar,
  scope integer not null,
  category varchar not null,
  kgco2e decimal(38, 18) not null,
  source_year integer not null,
  status varchar not null,
  source varchar,
  is_provisional boolean not null
);

-- The split: amounts of (pool, day) times shares of (pool, day, resource). resource_id NULL is what no rule could give.
create table calc.pool_day (
  run_id varchar not null,
  day date not null,
  pool_id varchar not null,
  rule_id varchar not null,
  pool varchar not null,
  pool_name varchar not null,
  key varchar,
  timezone varchar not null,
  snapshot_id varchar,
  is_estate_assumed boolean not null,
  receiver_count bigint not null,
  reason varchar
);

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
  is_provisional boolean not null,
  reason varchar
);

create table calc.pool_share (
  run_id varchar not null,
  day date not null,
  pool_id varchar not null,
  resource_id bigint,
  service_id bigint,
  key_value decimal(38, 18),
  share double not null
);

-- Which run speaks for a day: the newest row of a day decides what the public relations show.
create table calc.day_publication (
  publication_seq bigint not null,
  day date not null,
  run_id varchar not null,
  version integer,
  published_at timestamptz not null
);
