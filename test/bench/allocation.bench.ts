import { expect, it } from 'vitest';
import { planSteps } from '../../src/calc/plan.ts';
import { type DuckdbDatabase, openWork } from '../../src/store/duckdb.ts';
import { migrate } from '../../src/store/migrate.ts';
import {
  createTable,
  createView,
  inReadingOrder,
  loadQueryFiles,
  type QueryFile,
} from '../../src/store/query-files.ts';
import { type EstateSize, fillEnergy, fillEstate } from './allocation-estate.ts';
import { compare, type Ratio, report } from './measure.ts';

const SIZE = { resources: 20_000, services: 1500, equipment: 3000, from: '2026-01-01', days: 31 };
const MEASURES = [
  'it_kwh',
  'estimated_kwh',
  'facility_kwh',
  'scope1_kgco2e',
  'scope2_market_kgco2e',
  'scope2_location_kgco2e',
  'scope3_market_kgco2e',
  'scope3_location_kgco2e',
];
const FACTS = ['pool_day', 'pool_amount', 'split_share', 'pool_equipment'];

interface Bench {
  readonly db: DuckdbDatabase;
  readonly steps: readonly QueryFile[];
}

/** A ledger in memory beside the database of a calculation that has reached the energies of the equipment. */
const prepare = async (size: EstateSize): Promise<Bench> => {
  const db = await openWork();
  await db.run("attach ':memory:' as ledger; use ledger");
  await migrate(db, 'bench');
  await fillEstate(db, size);
  await db.run('create schema memory.raw; create schema memory.stage; create schema memory.calc');
  const tables = await db.rows<{ name: string }>(
    "select table_name as name from duckdb_tables() where database_name = 'ledger' and schema_name = 'raw'",
  );
  for (const { name } of tables) await db.run(`create table memory.raw.${name} as from ledger.raw.${name}`);
  await db.run('use memory');
  await db.run(
    'create table raw.sample (equipment_id varchar, feed varchar, ts timestamptz, power_w double)',
  );
  await db.run('create table raw.civil_day (timezone varchar, day date, start_us bigint, end_us bigint)');
  for (const stage of inReadingOrder(await loadQueryFiles('stage'))) await createView(db, stage);
  await fillEnergy(db, size);
  const steps = planSteps(await loadQueryFiles('calc')).filter((step) => (step.step ?? 0) >= 100);
  await db.run(
    `insert into ledger.calc.day_publication
     select distinct 1, day, 'run-1', cast(null as integer), timestamptz '2026-02-01 00:00:00+00' from calc.service_day`,
  );
  return { db, steps };
};

/** What a run does from the energies of its equipment to the month of each service. */
const allocate = async ({ db, steps }: Bench): Promise<void> => {
  for (const step of steps) await createTable(db, step, {});
  for (const fact of FACTS) {
    await db.run(`truncate ledger.calc.${fact}`);
    await db.run(`insert into ledger.calc.${fact} by name select 'run-1' as run_id, * from calc.${fact}`);
  }
  await db.run('use ledger');
  await db.rows('from service_month');
  await db.run('use memory');
};

const sums = (of: (measure: string) => string): string =>
  MEASURES.map((name) => `sum(${of(name)}) as ${name}`).join(', ');

/** The same rows, given: what each equipment emitted by day and pool, and what share of a pool each resource has. */
const giveRows = async (db: DuckdbDatabase): Promise<void> => {
  await db.run(
    `create table given_equipment as
     select e.day, p.pool_id, ${MEASURES.map((name) => `e.${name}::double as ${name}`).join(', ')}
     from calc.equipment_day as e join calc.equipment_pool as p using (day, equipment_id)`,
  );
  await db.run(
    `create table given_share as
     select p.day, p.pool_id, s.service_id, s.share from calc.pool as p join calc.split_share as s using (split_day, pool_id)`,
  );
};

/** Multiplies and groups every equipment-day with every resource of its pool. */
const FANNED_OUT = `select s.service_id, ${sums((name) => `e.${name} * s.share`)}
  from given_equipment as e join given_share as s using (day, pool_id) group by s.service_id`;

const POOLED = `with pooled as (select day, pool_id, ${sums((name) => name)} from given_equipment group by day, pool_id)`;

/** Multiplies and groups every pool-day with every resource of it, in plain doubles. */
const IN_DOUBLE = `${POOLED} select s.service_id, ${sums((name) => `p.${name} * s.share`)}
  from pooled as p join given_share as s using (day, pool_id) group by s.service_id`;

/** The same, each product rounded as the ledger's are, so that the sums do not depend on threads. */
const IN_DECIMAL = `${POOLED} select s.service_id, ${sums((name) => `cast(p.${name} * s.share as decimal(38, 18))`)}
  from pooled as p join given_share as s using (day, pool_id) group by s.service_id`;

const peakMb = (): number => Math.round(process.resourceUsage().maxRSS / 1024);

it.each([
  ['one estate all month', 1],
  ['a new estate every night', 32],
])('allocation over a month with %s against one statement', async (name, nights) => {
  const bench = await prepare({ ...SIZE, nights });
  await allocate(bench);
  const peak = peakMb();
  const { db } = bench;
  await giveRows(db);
  const rows = await db.value('select count(*) from given_share');
  const what = `energies of ${SIZE.equipment * SIZE.days} equipment-days to service_month, ${name} (${String(rows)} shares)`;
  const ratios: Ratio[] = [];
  const against = async (baseline: string, sql: string, runs: number): Promise<void> => {
    ratios.push(await compare(what, [baseline, () => db.rows(sql)], () => allocate(bench), runs));
  };
  // The slowest baseline, of the same rows whatever the estate: once is enough.
  if (nights === 1) await against('equipment-days x shares', FANNED_OUT, 1);
  await against('pool-days x shares, rounded as ours', IN_DECIMAL, 3);
  await against('pool-days x shares, in double', IN_DOUBLE, 3);
  await db.close();
  report(ratios);
  process.stdout.write(`peak memory of the allocation, ${name}: ${peak} MB\n`);
  expect(ratios.length).toBeGreaterThanOrEqual(2);
});

const MONTHS = 12;

/** The same January in each of the following years, of a run of its own: a ledger that holds `MONTHS` months. */
const addMonths = async (db: DuckdbDatabase): Promise<void> => {
  const later = (column: string): string => `cast(${column} + to_years(n) as date) as ${column}`;
  const dates = {
    pool_day: ['day', 'split_day'],
    pool_amount: ['day'],
    split_share: ['split_day'],
    day_publication: ['day'],
  };
  for (const [fact, columns] of Object.entries(dates))
    await db.run(
      `insert into ledger.calc.${fact} by name
       select f.* replace (run_id || n as run_id, ${columns.map(later).join(', ')})
       from ledger.calc.${fact} as f, range(1, ${MONTHS}) as years(n)`,
    );
};

it('one month of a ledger that holds many against all of them', async () => {
  const bench = await prepare({ ...SIZE, nights: 1 });
  await allocate(bench);
  const { db } = bench;
  await addMonths(db);
  await db.run('use ledger');
  const ratios: Ratio[] = [];
  for (const view of ['service_month', 'resource_month']) {
    const all: readonly [string, () => Promise<unknown>] = [`all ${MONTHS}`, () => db.rows(`from ${view}`)];
    const one = () => db.rows(`from ${view} where month = date '2026-01-01'`);
    ratios.push(await compare(`one month of ${view}`, all, one, 3));
  }
  const months = await db.value('select count(distinct month) from service_month');
  await db.close();
  report(ratios);
  expect(Number(months)).toBe(MONTHS);
});
