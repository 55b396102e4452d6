-- Everything ITCare says, snapshot by snapshot: what is unchanged costs nothing. Only what is new, changed or gone since the
-- complete snapshot before is kept (is_present false: gone); an incomplete snapshot keeps what came and tells of nothing gone.
alter table raw.service_change add column raw varchar;
alter table raw.zone_change add column raw varchar;

alter table raw.resource_change add column is_on_call boolean;
alter table raw.resource_change add column patch_group varchar;
alter table raw.resource_change add column patch_tag varchar;
alter table raw.resource_change add column patch_exclusion_reason varchar;
alter table raw.resource_change add column patch_excluded_at timestamptz;
alter table raw.resource_change add column serial varchar;
alter table raw.resource_change add column end_of_cover_on date;
alter table raw.resource_change add column is_hardware boolean;

-- What changes every night, apart from what seldom does. From here on resource_change.backup_gb stays NULL.
create table raw.resource_backup_change (
  snapshot_seq bigint not null,
  snapshot_id varchar not null,
  resource_id bigint not null,
  backup_gb double,
  last_backup_at timestamptz
);

insert into raw.resource_backup_change
select snapshot_seq, snapshot_id, resource_id, backup_gb, null
from raw.resource_change
where is_present
order by snapshot_seq, resource_id;

-- The answers as they came, as JSON text in which values that change every night are places; resource_fact_change fills them.
create table raw.resource_raw_change (
  snapshot_seq bigint not null,
  snapshot_id varchar not null,
  resource_id bigint not null,
  raw varchar,
  backup_raw varchar,
  text_digest varchar
);

create table raw.resource_fact_change (
  snapshot_seq bigint not null,
  snapshot_id varchar not null,
  resource_id bigint not null,
  facts varchar
);

-- SHA-256 of all that seldom changes of a resource, texts included: what is the same as before needs no look at them.
create table raw.resource_digest_change (
  snapshot_seq bigint not null,
  snapshot_id varchar not null,
  resource_id bigint not null,
  digest varchar
);

create table raw.platform_change (
  snapshot_seq bigint not null,
  snapshot_id varchar not null,
  is_present boolean not null,
  platform varchar not null,
  label varchar,
  category varchar,
  technology varchar,
  declared_phase varchar,
  released_on date,
  end_of_sales_on date,
  extended_support_on date,
  end_of_support_on date,
  comment varchar,
  raw varchar
);

create table raw.product_change (
  snapshot_seq bigint not null,
  snapshot_id varchar not null,
  is_present boolean not null,
  product_id varchar not null,
  code varchar,
  name varchar,
  label varchar,
  platform varchar,
  category varchar,
  type varchar,
  technology varchar,
  edition varchar,
  version varchar,
  status varchar,
  backup_policy_type varchar,
  is_disabled boolean,
  declared_phase varchar,
  released_on date,
  end_of_sales_on date,
  extended_support_on date,
  end_of_support_on date,
  comment varchar,
  raw varchar
);

create table raw.obsolescence_change (
  snapshot_seq bigint not null,
  snapshot_id varchar not null,
  is_present boolean not null,
  resource_id bigint not null,
  service_id bigint,
  platform varchar,
  technology varchar,
  status varchar,
  declared_phase varchar,
  released_on date,
  end_of_sales_on date,
  extended_support_on date,
  end_of_support_on date,
  raw varchar
);

create table raw.backup_policy_change (
  snapshot_seq bigint not null,
  snapshot_id varchar not null,
  is_present boolean not null,
  policy_id varchar not null,
  scope varchar not null,
  service_id bigint,
  resource_id bigint,
  name varchar,
  label varchar,
  type varchar,
  is_replicated boolean,
  start_time varchar,
  duration_h double,
  timezone varchar,
  frequencies varchar,
  raw varchar
);

create table raw.patch_policy_change (
  snapshot_seq bigint not null,
  snapshot_id varchar not null,
  is_present boolean not null,
  service_id bigint not null,
  resource_id bigint not null,
  name varchar,
  patch_group varchar,
  patch_tag varchar,
  patch_at timestamptz,
  is_excluded boolean,
  excluded_by varchar,
  excluded_at timestamptz,
  exclusion_reason varchar,
  raw varchar
);

create table raw.service_relation_change (
  snapshot_seq bigint not null,
  snapshot_id varchar not null,
  is_present boolean not null,
  service_id bigint not null,
  related_service_id bigint not null,
  direction varchar not null,
  raw varchar
);

-- ITCare's own figures, kept to reconcile ours against.
create table raw.metric_change (
  snapshot_seq bigint not null,
  snapshot_id varchar not null,
  is_present boolean not null,
  name varchar not null,
  label varchar,
  value double,
  raw varchar
);

-- How each family of answers was read, in every snapshot.
create table raw.family_status (
  snapshot_seq bigint not null,
  snapshot_id varchar not null,
  family varchar not null,
  is_complete boolean not null,
  element_count bigint not null,
  request_count bigint not null,
  error varchar
);
