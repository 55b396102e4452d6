import { readdirSync, readFileSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { periodDays } from '../../src/report/build.ts';
import { parametersOf } from '../../src/report/query-port.ts';
import { home, MARCH, openFixture, portOf, SMALL } from './fixture.ts';

const folder = `${home}/queries/mart`;
const files = readdirSync(folder).filter((file) => /^report_.*\.sql$/.test(file));
const sqlOf = (name: string): string => readFileSync(`${folder}/${name}.sql`, 'utf8');

type Row = Record<string, unknown>;

const run = async (connection: DuckDBConnection, name: string, period = MARCH): Promise<Row[]> => {
  const sql = sqlOf(name);
  const all: Readonly<Record<string, string>> = periodDays(period);
  const params = Object.fromEntries(parametersOf(sql).map((each) => [each, all[each] ?? '']));
  const { columns, rows } = await portOf(connection)(sql, params);
  return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column.name, row[index]])));
};

const scalar = async (connection: DuckDBConnection, sql: string): Promise<number> =>
  Number((await connection.runAndReadAll(sql)).getRows()[0]?.[0]);

const total = (rows: readonly Row[], column: string): number =>
  rows.reduce((sum, row) => sum + Number(row[column] ?? 0), 0);

describe('report queries as files', () => {
  it.each(files)('%s is one documented SELECT with its parameters cast once', (file) => {
    const sql = readFileSync(`${folder}/${file}`, 'utf8');
    const lines = sql.split('\n');
    expect(lines[0]).toMatch(/^-- grain: .+/);
    expect(lines[1]).toMatch(/^-- unit: .+/);
    expect(lines[2]).toMatch(/^-- why: .+/);
    expect(sql).not.toContain(';\n');
    for (const name of parametersOf(sql)) {
      expect(sql.match(new RegExp(`\\$${name}\\b`, 'g')), name).toHaveLength(1);
      // A table macro casts its parameter itself.
      expect(sql).toMatch(
        new RegExp(`cast\\(\\$${name} as (date|varchar)\\) as ${name}|_on\\(\\$${name}\\)`),
      );
    }
  });
});

describe('over an estate that adds up', () => {
  let ledger: DuckDBConnection;
  beforeAll(async () => {
    ledger = await openFixture();
  });
  afterAll(() => ledger.closeSync());

  const WHOLE = `select sum(scope1_kgco2e + scope2_market_kgco2e + scope3_market_kgco2e) from equipment_day
    where day between date '2026-03-01' and date '2026-03-31'`;

  it.each([
    'report_carbon_service',
    'report_carbon_resource',
    'report_carbon_environment',
    'report_carbon_category',
    'report_carbon_datacenter',
    'report_carbon_day',
    'report_carbon_day_category',
  ])('%s adds up to the whole', async (name) => {
    const rows = await run(ledger, name);
    expect(total(rows, 'total_market_kgco2e')).toBeCloseTo(await scalar(ledger, WHOLE), 9);
  });

  it.each(['report_carbon_service', 'report_carbon_environment', 'report_carbon_category'])(
    '%s weighs the PUE of each row by kWh',
    async (name) => {
      const rows = await run(ledger, name);
      for (const row of rows)
        expect(Number(row.pue)).toBeCloseTo(Number(row.facility_kwh) / Number(row.it_kwh), 12);
      expect(total(rows, 'facility_kwh') / total(rows, 'it_with_pue_kwh')).toBeCloseTo(
        await scalar(ledger, WHOLE.replace(/select .* from/, 'select sum(facility_kwh) / sum(it_kwh) from')),
        9,
      );
    },
  );

  it('does not guess the PUE of a service whose days lack one', async () => {
    const incomplete = await openFixture({ ...SMALL, isIncomplete: true });
    for (const name of ['report_carbon_service', 'report_carbon_environment']) {
      const rows = await run(incomplete, name);
      expect(rows.length).toBeGreaterThan(0);
      expect(new Set(rows.map((row) => row.pue))).toEqual(new Set([null]));
    }
    const [datacenter] = await run(incomplete, 'report_carbon_category');
    expect(Number(datacenter?.pue)).toBeGreaterThan(1);
    incomplete.closeSync();
  });

  it('shows scopes on both bases, and nothing declared as unknown, not 0', async () => {
    const rows = await run(ledger, 'report_carbon_scope');
    expect(rows.map((row) => row.scope)).toEqual(['1', '2', '3']);
    expect(rows[0]).toMatchObject({ market_kgco2e: null, location_kgco2e: null, unknown: 'not_declared' });
    expect(total(rows, 'market_kgco2e')).toBeCloseTo(await scalar(ledger, WHOLE), 9);
    expect(await run(ledger, 'report_carbon_declared')).toMatchObject([{ is_nothing_declared: true }]);
  });

  it('tells a declared 0 from nothing declared', async () => {
    await ledger.run(`insert into annual_day select day, null, 1, 'generators', 0, 2025, 'audited', 'audit', true, 'run-2026-03'
      from published_day where month(day) = 3`);
    const [scope1] = await run(ledger, 'report_carbon_scope');
    expect(Number(scope1?.market_kgco2e)).toBe(0);
    expect(scope1?.market_kgco2e).not.toBeNull();
    expect(await run(ledger, 'report_carbon_declared')).toEqual([
      { is_nothing_declared: false, is_scope1_missing: false, is_scope3_missing: true },
    ]);
    expect(await run(ledger, 'report_carbon_annual')).toMatchObject([
      {
        scope: 1,
        category: 'generators',
        datacenter_id: null,
        days: 31n,
        source_year: '2025',
        status: 'audited',
      },
    ]);
    await ledger.run('delete from annual_day');
  });

  it('weighs the PUE by kWh (golden case U1)', async () => {
    const small = await openFixture({ ...SMALL, from: '2026-03-01', to: '2026-03-01' });
    await small.run('delete from equipment_day where equipment_id > $id', { id: 'EQ-001' });
    await small.run(
      `update equipment_day set datacenter_id = 'EB4', it_kwh = 100, facility_kwh = 120 where equipment_id = 'EQ-000'`,
    );
    await small.run(
      `update equipment_day set datacenter_id = 'EB4', it_kwh = 300, facility_kwh = 480 where equipment_id = 'EQ-001'`,
    );
    const [datacenter] = await run(small, 'report_carbon_datacenter', {
      from: '2026-03-01',
      to: '2026-03-01',
    });
    expect(datacenter?.pue).toBe(1.5);
    const [whole] = await run(small, 'report_carbon_total', {
      from: '2026-03-01',
      to: '2026-03-01',
    });
    expect(whole?.pue).toBe(1.5);
    const [category] = await run(small, 'report_carbon_category', { from: '2026-03-01', to: '2026-03-01' });
    expect(category?.pue).toBe(1.5);
    small.closeSync();
  });

  it('compares with the month before, and knows when there is none', async () => {
    const [march] = await run(ledger, 'report_carbon_total');
    expect(march).toMatchObject({
      days: 31n,
      days_calculated: 31n,
      previous_days_calculated: 28n,
      has_previous: true,
    });
    const february = await scalar(ledger, WHOLE.replaceAll('03-', '02-').replace('02-31', '02-28'));
    expect(Number(march?.change_market_kgco2e)).toBeCloseTo(Number(march?.total_market_kgco2e) - february, 9);
    const [first] = await run(ledger, 'report_carbon_total', {
      from: '2026-02-01',
      to: '2026-02-28',
    });
    expect(first).toMatchObject({ has_previous: false, change_market_kgco2e: null, change_pue: null });
  });

  it('leads from the month before to this one, step by step', async () => {
    const steps = await run(ledger, 'report_carbon_change');
    expect(steps.map(({ step }) => step)).toEqual(['before', 'energy', 'share', 'after']);
    for (const column of ['market_kgco2e', 'location_kgco2e']) {
      const [before = 0, ...rest] = steps.map((row) => Number(row[column]));
      const after = rest.pop() ?? 0;
      expect(rest.reduce((sum, amount) => sum + amount, before)).toBeCloseTo(after, 9);
    }
    expect(Number(steps.at(-1)?.market_kgco2e)).toBeCloseTo(await scalar(ledger, WHOLE), 9);
    expect(Number(steps.at(-2)?.high)).toBeCloseTo(Number(steps.at(-1)?.low), 9);
    const services = await run(ledger, 'report_carbon_change_service');
    const [total] = await run(ledger, 'report_carbon_total');
    expect(services.reduce((sum, row) => sum + Number(row.change), 0)).toBeCloseTo(
      Number(total?.change_market_kgco2e),
      9,
    );
    const first = { from: '2026-02-01', to: '2026-02-28' };
    expect(await run(ledger, 'report_carbon_change', first)).toEqual([]);
    expect(await run(ledger, 'report_carbon_change_service', first)).toEqual([]);
  });

  it('ranks services and puts the unallocated last', async () => {
    const rows = await run(ledger, 'report_carbon_service');
    const services = rows.filter((row) => row.holder === 'service');
    const amounts = services.map((row) => Number(row.total_market_kgco2e));
    expect(amounts).toEqual(amounts.toSorted((a, b) => b - a));
    expect(rows.at(-1)).toMatchObject({ holder: 'unallocated', service: null, position: null });
  });

  it('proves conservation to the last digit', async () => {
    const rows = await run(ledger, 'report_conservation');
    expect(rows.map((row) => row.measure)).toHaveLength(8);
    for (const row of rows)
      expect(Number(row.allocated) + Number(row.unallocated) + Number(row.residue)).toBeCloseTo(
        Number(row.whole),
        9,
      );
  });

  it('says which days are missing, as spans', async () => {
    await ledger.run(`create temp table kept as from published_day`);
    await ledger.run(
      `delete from published_day where day in (date '2026-03-04', date '2026-03-05', date '2026-03-20')`,
    );
    const rows = await run(ledger, 'report_missing_day');
    expect(rows.map((row) => [String(row.first_day), String(row.last_day), row.days])).toEqual([
      ['2026-03-04', '2026-03-05', 2n],
      ['2026-03-20', '2026-03-20', 1n],
    ]);
    await ledger.run('delete from published_day');
    await ledger.run('insert into published_day from kept');
  });

  it('says what was missing once for all its days', async () => {
    const lacking = (subject: string, days: string) =>
      `insert into missing_input select 'run-2026-03', 'pue', cast(day as date), null, '${subject}', null, null,
         'datacenter ${subject} has no PUE for ' || cast(day as date) || ', its month or its year'
       from unnest([${days}]) as days(day)`;
    await ledger.run(lacking('A', `'2026-03-04', '2026-03-05', '2026-03-06'`));
    await ledger.run(lacking('B', `'2026-03-04', '2026-03-20'`));
    await ledger.run(lacking('C', `'2026-03-20'`));
    await ledger.run(`insert into missing_input select run_id, 'power', day, 'E1', null, null, null,
      'equipment E1 has no power on ' || day || ' nor enough in the 7 days before' from missing_input where datacenter_id = 'A'`);
    await ledger.run(`insert into missing_input select run_id, 'day', day, null, datacenter_id, null, null,
      'the day ' || day || ' is not over in UTC' from missing_input where datacenter_id in ('A', 'B')`);
    expect((await run(ledger, 'report_missing')).map(({ subject, detail }) => [subject, detail])).toEqual([
      ['A', 'the days 2026-03-04 to 2026-03-06 are not over in UTC'],
      ['B', 'some days from 2026-03-04 to 2026-03-20 are not over in UTC'],
      ['E1', 'equipment E1 has no power from 2026-03-04 to 2026-03-06 nor enough in the 7 days before'],
      ['A', 'datacenter A has no PUE for 2026-03-04 to 2026-03-06, its month or its year'],
      ['B', 'datacenter B has no PUE for some days from 2026-03-04 to 2026-03-20, its month or its year'],
      ['C', 'datacenter C has no PUE for 2026-03-20, its month or its year'],
    ]);
    await ledger.run('delete from missing_input');
  });
});
