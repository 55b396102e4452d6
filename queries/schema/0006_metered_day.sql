-- Which equipment the collected power names, by UTC day, whether equipment.csv knows it or not: samples themselves live outside
-- the ledger. A row is written once, by the first collection that brought a sample of it for that day.
create table raw.metered_day (
  snapshot_seq bigint not null,
  snapshot_id varchar not null,
  utc_day date not null,
  equipment_id varchar not null
);
