import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DuckdbDatabase, openWork } from '../../src/store/duckdb.ts';
import { migrate } from '../../src/store/migrate.ts';

const FIVE =
  'scope1_kgco2e scope2_market_kgco2e scope2_location_kgco2e scope3_market_kgco2e scope3_location_kgco2e';
const SERVICE = 'service_id name key environment cloud_id cloud_name status comment';
const RESOURCE = `resource_id name service_id service_name environment cloud_name category type family technology product_name
  product_version platform status parent_id datacenter_id availability_zone vcpu ram_gb storage_gb backup_gb created_at
  is_monitored is_backed_up is_replicated is_patch_excluded declared_phase support_phase released_on end_of_sales_on
  extended_support_on end_of_support_on tags`;
const PLATFORM = `platform category technology declared_phase support_phase released_on end_of_sales_on extended_support_on
  end_of_support_on`;
const EQUIPMENT_DAY = `day equipment_id datacenter_id category subcategory sample_count rejected_count coverage measured_kwh
  estimated_kwh it_kwh pue pue_period facility_kwh ${FIVE} is_provisional reason run_id`;
const RESOURCE_DAY = `day resource_id service_id datacenter_id equipment_category it_kwh estimated_kwh facility_kwh ${FIVE}
  is_provisional is_estate_assumed reason run_id`;
const MONTH_END = `days_covered it_kwh estimated_kwh facility_kwh ${FIVE} total_market_kgco2e total_location_kgco2e
  is_provisional run_id`;

/** The stable relations of this version with their columns, in order (README, "Public relations"). */
const DOCUMENTED: Readonly<Record<string, string>> = {
  snapshot: 'snapshot_id source taken_at is_complete row_count note',
  service: SERVICE,
  resource: RESOURCE,
  service_history: `snapshot_id taken_at ${SERVICE}`,
  resource_history: `snapshot_id taken_at ${RESOURCE}`,
  platform: PLATFORM,
  platform_history: `snapshot_id taken_at ${PLATFORM}`,
  resource_event: 'snapshot_id taken_at resource_id state changed_columns',
  itcare_reconciliation: 'measure ours itcare difference',
  equipment_day: EQUIPMENT_DAY,
  equipment_day_all_runs: EQUIPMENT_DAY,
  resource_day: RESOURCE_DAY,
  resource_day_all_runs: RESOURCE_DAY,
  resource_month: `month resource_id resource_name service_id service_name environment cloud_name ${MONTH_END}`,
  resource_month_all_runs: `month resource_id resource_name service_id service_name environment cloud_name ${MONTH_END}`,
  run: 'run_id from_day to_day status method_version inputs_hash started_at finished_at',
  service_month: `month service_id service_name environment cloud_name ${MONTH_END}`,
  service_month_all_runs: `month service_id service_name environment cloud_name ${MONTH_END}`,
  service_month_version: `month version service_id service_name environment cloud_name ${MONTH_END}`,
  publication: 'month version run_id status reason author published_at',
  footprint_change: `from_month from_version to_month to_version service_id datacenter_id equipment_category pool basis from_kgco2e
    to_kgco2e change_kgco2e energy_kgco2e pue_kgco2e factor_kgco2e share_kgco2e annual_kgco2e embodied_kgco2e appeared_gone_kgco2e
    from_pool_it_kwh to_pool_it_kwh from_share to_share from_pue to_pue from_factor_kgco2e_per_kwh to_factor_kgco2e_per_kwh`,
  support_phase_forecast: 'month enters_on resource_id service_id environment technology from_phase to_phase',
  backup_compliance: `resource_id service_id environment status reason policy last_backup_at age_h max_age_h size_gb
    retention_days floor_days policy_replicates`,
  control_result: 'control snapshot_id evaluated_at resource service_id severity status reason waived_until',
};

/** Documented columns with more after them. */
const BEGINNING: Readonly<Record<string, string>> = {
  published_day: 'day run_id version published_at',
};

let db: DuckdbDatabase;
interface Column {
  readonly [name: string]: string | null;
  readonly table_name: string;
  readonly column_name: string;
  readonly data_type: string;
  readonly comment: string | null;
}
let columns: readonly Column[];
beforeAll(async () => {
  db = await openWork();
  await migrate(db, 'test');
  columns = await db.rows<Column>(
    "select table_name, column_name, data_type, comment from duckdb_columns() where schema_name = 'main' and not internal order by table_name, column_index",
  );
});
afterAll(() => db.close());

const words = (text: string): string[] => text.trim().split(/\s+/);
const columnsOf = (relation: string): string[] =>
  columns.filter(({ table_name }) => table_name === relation).map(({ column_name }) => column_name);

test.each(Object.keys(DOCUMENTED))('%s has its documented columns in that order', (relation) => {
  expect(columnsOf(relation)).toEqual(words(DOCUMENTED[relation] ?? ''));
});

test.each(Object.keys(BEGINNING))('%s begins with its documented columns', (relation) => {
  const documented = words(BEGINNING[relation] ?? '');
  expect(columnsOf(relation).slice(0, documented.length)).toEqual(documented);
});

test('every public column and relation says what it is', async () => {
  expect(columns.length).toBeGreaterThan(200);
  const silent = columns.filter(({ comment }) => comment === null || comment.trim() === '');
  expect(silent.map(({ table_name, column_name }) => `${table_name}.${column_name}`)).toEqual([]);
  const relations = await db.rows(
    "select view_name from duckdb_views() where schema_name = 'main' and not internal and coalesce(comment, '') = ''",
  );
  expect(relations).toEqual([]);
  expect(
    await db.value("select comment from duckdb_functions() where function_name = 'resource_phase_on'"),
  ).toMatch(/phase/);
});

test('amounts are decimal(38,18), ids bigint or text, coverage and pue double', () => {
  for (const { table_name: relation, column_name: column, data_type: type } of columns) {
    if (!(relation in DOCUMENTED)) continue;
    const place = `${relation}.${column}`;
    if (/(?<!_per)_kwh$|_kgco2e$/.test(column)) expect(type, place).toBe('DECIMAL(38,18)');
    if (/^(service|resource|parent|cloud)_id$/.test(column)) expect(type, place).toBe('BIGINT');
    if (/^(run|snapshot|equipment|datacenter)_id$/.test(column)) expect(type, place).toBe('VARCHAR');
    if (/^(coverage|pue)$/.test(column)) expect(type, place).toBe('DOUBLE');
    if (/^(day|month|.*_on)$/.test(column)) expect(type, place).toBe('DATE');
    if (/_at$/.test(column)) expect(type, place).toBe('TIMESTAMP WITH TIME ZONE');
    if (/^is_/.test(column)) expect(type, place).toBe('BOOLEAN');
    if (column === 'tags') expect(type, place).toBe('MAP(VARCHAR, VARCHAR)');
  }
});

test('a closed list of phases, from milestones that begin on their day; several on one day: the later phase', async () => {
  await db.run('begin transaction');
  try {
    await db.run(`
      insert into raw.snapshot values (1, 'itcare-000001', 'itcare', '2026-01-15 12:00:00+00', true, 1, 1, null);
      insert into raw.resource_change by name
      select 1 as snapshot_seq, 'itcare-000001' as snapshot_id, true as is_present, * from (values
        (1, date '2020-01-01', null, null, null),
        (2, null, date '2026-01-01', null, null),
        (3, null, date '2026-01-15', date '2026-01-15', null),
        (4, null, null, date '2026-01-16', date '2026-01-15'),
        (5, null, date '2027-01-01', null, null),
        (6, null, null, null, null)
      ) as v(resource_id, released_on, end_of_sales_on, extended_support_on, end_of_support_on)`);
    const expected = ['STANDARD', 'END_OF_SALES', 'EXTENDED', 'END_OF_SUPPORT', 'STANDARD', 'UNKNOWN'];
    for (const relation of ['resource', 'resource_history', "resource_phase_on(date '2026-01-15')"]) {
      const rows = await db.rows(`select support_phase from ${relation} order by resource_id`);
      expect(
        rows.map((row) => row.support_phase),
        relation,
      ).toEqual(expected);
    }
    for (const macro of ['resource_phase_on', 'resource_obsolescence_on'])
      expect(await db.rows(`select * from ${macro}(null)`), macro).toEqual([]);
  } finally {
    await db.run('rollback');
  }
});
