-- What controls found: one row per evaluation and control, and of the findings only what is new, changed or gone since the
-- same control's evaluation before (is_present false: gone). Nothing here is updated in place.
create table raw.control_run (
  evaluation_seq bigint not null,
  evaluated_at timestamptz not null,
  snapshot_id varchar,
  control varchar not null,
  title varchar not null,
  severity varchar not null,
  parameters varchar not null,
  sha256 varchar not null,
  skip_reason varchar
);

create table raw.control_change (
  evaluation_seq bigint not null,
  snapshot_id varchar,
  is_present boolean not null,
  control varchar not null,
  resource varchar,
  ordinal bigint not null,
  service_id bigint,
  status varchar,
  reason varchar,
  evidence varchar,
  waived_until date
);
