-- The civil day of a snapshot of ITCare in ITCare's zone, in which its milestones are read too. A row is written with the
-- snapshot; those from before have none, and count as of their UTC day.
create table raw.snapshot_day (
  snapshot_seq bigint not null,
  taken_on date not null
);
