import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sumDecimals } from '../../src/domain/decimal.ts';
import { BilanError } from '../../src/domain/errors.ts';
import { buildReport, previousPeriod } from '../../src/report/build.ts';
import { loadReport, type ReadText } from '../../src/report/load.ts';
import type { Kpi, ReportModel, Table } from '../../src/report/model.ts';
import { carbonModel, home, MARCH, openFixture, portOf, readText, SMALL } from './fixture.ts';

const tableOf = (model: ReportModel, id: string): Table => {
  const found = model.sections
    .flatMap((section) => section.blocks)
    .find((block) => block.kind === 'table' && block.id === id);
  if (found?.kind !== 'table') throw new Error(`no table ${id}`);
  return found;
};

const columnOf = (table: Table, id: string): (string | null)[] => {
  const index = table.columns.findIndex((column) => column.id === id);
  return table.rows.map((row) => row[index] ?? null);
};

const totalOf = (table: Table, id: string): string | null =>
  table.totals?.[table.columns.findIndex((column) => column.id === id)] ?? null;

const kpiOf = (model: ReportModel, id: string): Kpi | undefined =>
  model.cover.kpis.find((kpi) => kpi.id === id);

const failure = async (work: Promise<unknown>): Promise<BilanError> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof BilanError)) throw new Error('expected a BilanError', { cause: error });
  return error;
};

describe('carbon-monthly', () => {
  let ledger: DuckDBConnection;
  let model: ReportModel;
  beforeAll(async () => {
    ledger = await openFixture();
    model = await carbonModel(ledger);
  });
  afterAll(() => ledger.closeSync());

  it('says the same total on the cover, in every table and in the seal', () => {
    const whole = kpiOf(model, 'total_market_kgco2e')?.value;
    for (const id of ['services', 'environments', 'categories', 'datacenters', 'days', 'resources'])
      expect(Number(totalOf(tableOf(model, id), 'total_market_kgco2e')), id).toBeCloseTo(Number(whole), 9);
    expect(model.seal.totals.total_market_kgco2e).toBe(whole);
    expect(model.seal.runs).toEqual([{ run_id: 'run-2026-03', inputs_hash: '03abcdef'.repeat(8) }]);
  });

  it('keeps every digit', async () => {
    const services = tableOf(model, 'services');
    expect(totalOf(services, 'facility_kwh')).toBe(sumDecimals(columnOf(services, 'facility_kwh')));
    const exact = await ledger.runAndReadAll(
      `select sum(facility_kwh) from equipment_day where day between date '2026-03-01' and date '2026-03-31'`,
    );
    const text = String(exact.getRows()[0]?.[0]).replace(/0+$/, '');
    expect(kpiOf(model, 'facility_kwh')?.value).toBe(text);
  });

  it('groups resources by service, each group with its own total', () => {
    const table = tableOf(model, 'resources');
    const groups = table.groups ?? [];
    expect(groups.length).toBe(tableOf(model, 'services').rows.length);
    expect(groups.at(0)?.start).toBe(0);
    expect(groups.at(-1)?.end).toBe(table.rows.length);
    expect(groups.at(-1)?.title).toBe('Not allocated');
    const index = table.columns.findIndex((column) => column.id === 'total_market_kgco2e');
    const sum = sumDecimals(groups.map((group) => group.totals?.[index] ?? null));
    expect(sum).toBe(totalOf(table, 'total_market_kgco2e'));
  });

  it('is dated by its run, never by the clock', () => {
    expect(model.meta.dated).toBe('2026-04-01T03:00:00.000Z');
  });

  it('leaves no wording key, no field and no undefined behind', () => {
    const text = JSON.stringify(model);
    expect(text).not.toMatch(/carbon\.[a-z_]+\.[a-z_]+/);
    expect(text.replace(/"(?:text|label|title|change)":"[^"]*\{[a-z_]+[}|]/g, 'LEFTOVER')).not.toContain(
      'LEFTOVER',
    );
    expect(text).not.toMatch(/undefined|NaN|\[object/);
  });

  it('gives the same model twice, and on one thread', async () => {
    await ledger.run('set threads = 1');
    expect(JSON.stringify(await carbonModel(ledger))).toBe(JSON.stringify(model));
    await ledger.run('set threads = 2');
  });

  it('marks a month of which only some days are calculated, and compares with nothing', async () => {
    const some = await openFixture({ ...SMALL, from: '2026-03-10', to: '2026-03-14' });
    const partial = await carbonModel(some);
    expect(partial.meta.marks[0]).toContain('5 of 31 days');
    expect(kpiOf(partial, 'total_market_kgco2e')?.change).toBe('no data for the month before');
    const days = tableOf(partial, 'days');
    expect(days.rows).toHaveLength(31);
    expect(columnOf(days, 'it_kwh').filter((value) => value === null)).toHaveLength(26);
    expect(columnOf(tableOf(partial, 'missing_days'), 'days')).toEqual(['9', '17']);
    const change = (from: ReportModel) => from.sections.find(({ id }) => id === 'change')?.blocks ?? [];
    expect(change(model).some(({ kind }) => kind === 'chart')).toBe(true);
    expect(change(partial).some(({ kind }) => kind === 'chart')).toBe(false);
    expect(tableOf(partial, 'change')).toMatchObject({
      rows: [],
      empty: expect.stringContaining('Nothing of the month before'),
    });
    some.closeSync();
  });

  it('says that inputs are incomplete, which, and leaves them out of sums', async () => {
    const lacking = await openFixture({ ...SMALL, isIncomplete: true });
    const incomplete = await carbonModel(lacking);
    expect(incomplete.meta.marks.join()).toContain('Incomplete inputs: 3 equipment-days');
    expect(columnOf(tableOf(incomplete, 'missing_inputs'), 'subject')).toEqual(['ET1']);
    const [, , et1] = columnOf(tableOf(incomplete, 'datacenters'), 'pue');
    expect(Number(et1)).toBeGreaterThan(1);
    lacking.closeSync();
  });

  it('exits 5 for a month without data', async () => {
    const error = await failure(carbonModel(ledger, { from: '2026-07-01', to: '2026-07-31' }));
    expect(error).toMatchObject({ exitCode: 5, message: 'No day of July 2026 is calculated' });
  });

  it('exits 2 for a period it is not made for', async () => {
    const error = await failure(carbonModel(ledger, { from: '2026-03-02', to: '2026-03-31' }));
    expect(error).toMatchObject({ exitCode: 2 });
  });
});

describe('a user’s own report', () => {
  const definition = `name: power-by-site
title: own.title
subtitle: own.title
periods: [month]
needs: { query: sites, column: it_kwh, message: own.none }
cover: { kpis: [] }
sections:
  - id: sites
    heading: own.title
    blocks:
      - table: sites
        query: sites
        sheet: own.title
        empty: own.none
        columns:
          - { column: datacenter_id, label: own.site, format: text }
          - { column: it_kwh, label: own.energy, format: kwh, total: sum }
wording:
  en: { own: { title: Power by site, none: nothing, site: Site, energy: Energy } }
`;
  const query = `-- grain: one row per datacenter
select datacenter_id, sum(it_kwh) as it_kwh from equipment_day
where day between cast($from_day as date) and cast($to_day as date) group by all order by all`;

  const reading =
    (files: Readonly<Record<string, string>>): ReadText =>
    (path) =>
      Promise.resolve(files[path]).then((text) => text ?? readText(path));

  const built = async (yaml: string, sql: string): Promise<ReportModel> => {
    const read = reading({ '/mine/power-by-site.yaml': yaml, '/mine/sites.sql': sql });
    const report = await loadReport('power-by-site', 'en', { home, own: ['/mine'] }, read);
    return buildReport(report, portOf(ledger), MARCH);
  };

  let ledger: DuckDBConnection;
  beforeAll(async () => {
    ledger = await openFixture();
  });
  afterAll(() => ledger.closeSync());

  it('needs a YAML and a SQL file, no more', async () => {
    const table = tableOf(await built(definition, query), 'sites');
    expect(table.rows.map((row) => row[0])).toEqual(['EB4', 'EB5', 'ET1']);
    expect(totalOf(table, 'it_kwh')).not.toBeNull();
  });

  it('gives its queries parameters of its own, none of them in the place of a day of the period', async () => {
    const withOwn = (own: string) =>
      built(
        definition.replace('periods: [month]', `periods: [month]\nparameters: { ${own} }`),
        query.replace('where', 'where starts_with(datacenter_id, cast($begin as varchar)) and'),
      );
    const table = tableOf(await withOwn('begin: EB'), 'sites');
    expect(table.rows.map((row) => row[0])).toEqual(['EB4', 'EB5']);
    const error = await failure(withOwn("begin: EB, from_day: '2999-01-01'"));
    expect(error).toMatchObject({ exitCode: 2 });
    expect(error.details).toEqual([
      expect.stringContaining('/mine/power-by-site.yaml:5:36: parameters.from_day: is a day of the period'),
    ]);
  });

  it('is told a column that its query does not give, with file and line', async () => {
    const error = await failure(built(definition.replace('column: datacenter_id', 'column: site'), query));
    expect(error).toMatchObject({ exitCode: 2 });
    expect(error.message).toBe('/mine/power-by-site.yaml:16:23: query sites gives no column "site"');
    expect(error.details).toEqual(['it gives datacenter_id, it_kwh']);
  });

  it('is told text where a number is to be shown', async () => {
    const error = await failure(built(definition, query.replace('sum(it_kwh)', `'much'`)));
    expect(error.message).toContain('column it_kwh of query sites is VARCHAR, not a number');
  });

  it('is told a statement that the engine refuses, and a parameter that there is not', async () => {
    const refused = await failure(built(definition, query.replace('equipment_day', 'no_such_table')));
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(refused.message).toMatch(/^query sites \(\$from_day, \$to_day\): .*no_such_table/s);
    const unknown = await failure(built(definition, query.replace('$to_day', '$until')));
    expect(unknown).toMatchObject({ exitCode: 2, message: 'query sites: no parameter $until' });
  });
});

describe('the period before', () => {
  it.each([
    ['2026-03-01', '2026-03-31', '2026-02-01', '2026-02-28'],
    ['2026-01-01', '2026-01-31', '2025-12-01', '2025-12-31'],
    ['2025-01-01', '2025-12-31', '2024-01-01', '2024-12-31'],
    ['2026-03-02', '2026-03-11', '2026-02-20', '2026-03-01'],
    ['2024-03-01', '2024-03-01', '2024-02-29', '2024-02-29'],
  ])('%s to %s follows %s to %s', (from, to, previousFrom, previousTo) => {
    expect(previousPeriod({ from, to })).toEqual({ from: previousFrom, to: previousTo });
  });
});
