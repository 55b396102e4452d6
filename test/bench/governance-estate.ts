import type { DuckdbDatabase } from '../../src/store/duckdb.ts';

/** How large an estate is: `months` monthly snapshots from January 2023, then a calculated month after the last one. */
export interface GovernanceSize {
  readonly resources: number;
  readonly months: number;
}

const SERVICES = 1000;
const PLATFORMS = 40;
const CONTROLS = 5;
const FIRST = '2023-01-05';

const monthOf = (m: string): string =>
  `(timestamptz '${FIRST} 06:00:00+00' + to_months(cast(${m} - 1 as integer)))`;

const fillCatalogue = async (db: DuckdbDatabase, { months, resources }: GovernanceSize): Promise<void> => {
  await db.run(
    `insert into raw.snapshot by name
     select m as snapshot_seq, 'itcare-' || m as snapshot_id, 'itcare' as source, ${monthOf('m')} as taken_at, true as is_complete, ${resources} as row_count
     from range(1, ${months} + 1) as t(m)`,
  );
  await db.run(
    `insert into raw.service_change by name
     select 1 as snapshot_seq, 'itcare-1' as snapshot_id, true as is_present, s as service_id, 'service ' || s as name,
       case when s % 3 = 0 then 'PRODUCTION' else 'QA' end as environment, 'cloud ' || s % 5 as cloud_name
     from range(${SERVICES}) as t(s)`,
  );
};

const MILESTONES = `date '2015-01-01' + cast(p * 90 as integer) as released_on, date '2019-01-01' + cast(p * 90 as integer) as end_of_sales_on,
  date '2020-01-01' + cast(p * 90 as integer) as extended_support_on, date '2021-01-01' + cast(p * 90 as integer) as end_of_support_on`;

/** One resource in fifty changes each month, every backup does, and a date of a platform moves each month. */
const fillEstate = async (db: DuckdbDatabase, { months, resources }: GovernanceSize): Promise<void> => {
  await db.run(
    `insert into raw.platform_change by name
     select m as snapshot_seq, 'itcare-' || m as snapshot_id, true as is_present, 'platform ' || p as platform, 'T' || p % 12 as technology,
       ${MILESTONES.replace("date '2021-01-01'", "date '2021-01-01' + cast(m as integer)")}, '{"id":"p' || p || '"}' as raw
     from range(${PLATFORMS}) as a(p), range(1, ${months} + 1) as b(m) where m = 1 or (p + m) % ${PLATFORMS} = 0`,
  );
  await db.run(
    `insert into raw.resource_change by name
     with r as (
       select r, m, (r * 7) % ${PLATFORMS} as p from range(${resources}) as a(r), range(1, ${months} + 1) as b(m) where m = 1 or (r + m) % 50 = 0
     )
     select m as snapshot_seq, 'itcare-' || m as snapshot_id, true as is_present, r as resource_id, 'srv-' || r as name, r % ${SERVICES} as service_id,
       'service ' || r % ${SERVICES} as service_name, case when r % 3 = 0 then 'PRODUCTION' else 'QA' end as environment, 'INSTANCES' as category, 'LINUX' as type,
       'T' || p % 12 as technology, 'platform ' || p as platform, case when (r + m) % 97 = 0 then 'INACTIVE' else 'ACTIVE' end as status,
       case when r % 5 = 4 then r - 1 end as parent_id, 'EB' || r % 2 as datacenter_id, 4.0 as vcpu, 50.0 + m as storage_gb,
       r % 7 > 0 as is_monitored, r % 3 > 0 as is_replicated, '2025-Q' || (1 + r % 4) as patch_tag, '1' as patch_group, 'STANDARD' as declared_phase, ${MILESTONES}
     from r order by m, r`,
  );
  await db.run(
    `insert into raw.resource_backup_change
     select m, 'itcare-' || m, r, 10 + (r % 100) + m / 10.0, ${monthOf('m')} - to_hours(cast(r % 40 as integer))
     from range(${resources}) as a(r), range(1, ${months} + 1) as b(m) order by m, r`,
  );
  await db.run(
    `insert into raw.backup_policy_change by name
     select 1 as snapshot_seq, 'itcare-1' as snapshot_id, true as is_present, 'daily' as policy_id, 'attached' as scope, r as resource_id, 'Daily' as name,
       r % 4 > 0 as is_replicated, 10 as duration_h, '{"daily":{"frequency":1,"retention":28}}' as frequencies
     from range(${resources}) as a(r) where r % 9 > 0`,
  );
};

const REFERENCE_ROWS: Readonly<Record<string, string>> = {
  lifecycle: `select 'product' as product, cast(p as varchar) as cycle, date '2015-01-01' + cast(p * 90 as integer) as released_on,
    date '2021-01-03' + cast(p * 90 as integer) as end_of_life_on from range(${PLATFORMS}) as t(p)`,
  product_map: `select 'platform ' || p as platform, 'product' as product, cast(p as varchar) as cycle from range(${PLATFORMS}) as t(p)`,
  upgrade_paths: `select 'platform ' || p as from_platform, 'platform ' || p + 12 as to_platform, p % 3 as os_migrations from range(28) as t(p)`,
  usage: `select date '2026-01-05' as day, r as resource_id, case when r % 50 = 0 then 0 else 24 end as vcpu_hours from range(20000) as t(r)`,
};

const fillReference = async (db: DuckdbDatabase): Promise<void> => {
  await db.run(
    `insert into raw.snapshot by name
     select 1000 as snapshot_seq, 'reference-1000' as snapshot_id, 'reference' as source, timestamptz '2023-01-01 00:00:00+00' as taken_at, true as is_complete, 1 as row_count`,
  );
  for (const [name, rows] of Object.entries(REFERENCE_ROWS)) {
    await db.run(`insert into raw.${name} by name select 'reference-1000' as snapshot_id, * from (${rows})`);
    await db.run(
      `insert into raw.reference_file by name
       select 'reference-1000' as snapshot_id, '${name}' as name, '00' as sha256, 1 as row_count, 'reference-1000' as rows_snapshot_id`,
    );
  }
};

/** The month after the last snapshot, as a run keeps it: six pools, one split of all resources in each. */
const fillFootprint = async (db: DuckdbDatabase, { months, resources }: GovernanceSize): Promise<void> => {
  const first = `cast(date_trunc('month', date '${FIRST}' + to_months(${months})) as date)`;
  const days = `(select ${first} + cast(d as integer) as day from range(31) as t(d))`;
  const pools = "(select 'pool-' || q as pool_id, q from range(6) as u(q))";
  await db.run(
    `insert into calc.pool_day by name
     select 'run-1' as run_id, day, pool_id, 'rule' as rule_id, 'datacenter' as pool, 'EB' || q % 2 as pool_name, 'vcpu' as key, 'UTC' as timezone,
       'itcare-1' as snapshot_id, false as is_estate_assumed, ${resources} as receiver_count, ${first} as split_day
     from ${days} as d cross join ${pools} as p`,
  );
  const amounts = ['it_kwh', 'estimated_kwh', 'facility_kwh'].concat(
    ['scope1', 'scope2_market', 'scope2_location', 'scope3_market', 'scope3_location'].map(
      (scope) => `${scope}_kgco2e`,
    ),
  );
  await db.run(
    `insert into calc.pool_amount by name
     select 'run-1' as run_id, day, pool_id, 'EB' || q % 2 as datacenter_id, ['compute', 'storage', 'network'][1 + q // 2] as equipment_category,
       ${amounts.map((name, i) => `cast(${100 * (i + 1)} + q as decimal(38, 18)) as ${name}`).join(', ')}, false as is_provisional
     from ${days} as d cross join ${pools} as p`,
  );
  await db.run(
    `insert into calc.split_share by name
     select 'run-1' as run_id, ${first} as split_day, pool_id, r as resource_id, r % ${SERVICES} as service_id, 1 as key_value, 2.0 / ${resources} as share
     from ${pools} as p cross join range(${resources}) as t(r) where r % 2 = q % 2 order by pool_id, r`,
  );
  await db.run(
    `insert into calc.day_publication by name
     select 1 as publication_seq, day, 'run-1' as run_id, timestamptz '2026-03-01 00:00:00+00' as published_at from ${days}`,
  );
};

/** Controls evaluated after every snapshot: of their findings one in fifty changes each time. */
const fillEvaluations = async (db: DuckdbDatabase, { months, resources }: GovernanceSize): Promise<void> => {
  await db.run(
    `insert into raw.control_run by name
     select m as evaluation_seq, ${monthOf('m')} as evaluated_at, 'itcare-' || m as snapshot_id, 'control_' || c as control, 'title' as title,
       'alarm' as severity, '{}' as parameters, '00' as sha256
     from range(1, ${months} + 1) as t(m), range(${CONTROLS}) as u(c)`,
  );
  await db.run(
    `insert into raw.control_change by name
     select m as evaluation_seq, 'itcare-' || m as snapshot_id, true as is_present, 'control_' || c as control, cast(r as varchar) as resource, 1 as ordinal,
       r % ${SERVICES} as service_id, case when (r + m + c) % 9 = 0 then 'alarm' else 'ok' end as status, 'reason ' || m as reason
     from range(${CONTROLS}) as u(c), range(1, ${months} + 1) as t(m), range(${resources}) as v(r)
     where m = 1 or (r + m + c) % 50 = 0 order by m, c, r`,
  );
};

/** Fills a migrated ledger: estate, reference files, a calculated month and evaluations of controls. */
export const fillGovernance = async (db: DuckdbDatabase, size: GovernanceSize): Promise<void> => {
  for (const fill of [fillCatalogue, fillEstate, fillReference, fillFootprint, fillEvaluations])
    await fill(db, size);
};
