import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DuckdbDatabase, openWork } from '../../src/store/duckdb.ts';
import { migrate } from '../../src/store/migrate.ts';
import type { SqlRow } from '../../src/store/port.ts';
import { CAUSES, changeOf, DAY, insertRun, NEXT, type PoolDay } from '../support/two-months.ts';

let db: DuckdbDatabase;
beforeAll(async () => {
  db = await openWork();
  await migrate(db, 'test');
});
afterAll(() => db.close());

const changed = (before: readonly PoolDay[], after: readonly PoolDay[], from?: string) =>
  changeOf(db, before, after, from);

const causesOf = (row: SqlRow | undefined): Record<string, number> =>
  Object.fromEntries(
    CAUSES.map((cause) => [cause, Number(row?.[`${cause}_kgco2e`])]).filter(([, value]) => value !== 0),
  );

const pool = (facts: Partial<PoolDay> = {}): PoolDay => ({
  day: DAY,
  pool: 'compute@EB4',
  it_kwh: 100,
  pue: 1.2,
  market: 0.1,
  location: 0.05,
  shares: [
    [10, 0.5],
    [20, 0.5],
  ],
  ...facts,
});
const later = (facts: Partial<PoolDay> = {}): PoolDay => pool({ day: NEXT, ...facts });
const of = (rows: readonly SqlRow[], service: number | null, basis = 'market'): SqlRow | undefined =>
  rows.find(
    (row) =>
      row.basis === basis &&
      (service === null ? row.service_id === null : Number(row.service_id) === service),
  );

// By hand: E0 = 100 x 0.5 x 1.2 x 0.1 = 6, E1 = 200 x 0.25 x 1.5 x 0.2 = 15, L = 9 / ln 2.5.
test('energy, share, PUE and factor at once, by logarithmic means', async () => {
  const { rows } = await changed(
    [pool()],
    [
      later({
        it_kwh: 200,
        pue: 1.5,
        market: 0.2,
        shares: [
          [10, 0.25],
          [20, 0.75],
        ],
      }),
    ],
  );
  const row = of(rows, 10);
  const mean = 9 / Math.log(2.5);
  expect([row?.from_kgco2e, row?.to_kgco2e, row?.change_kgco2e].map(Number)).toEqual([6, 15, 9]);
  const causes = causesOf(row);
  expect(Object.keys(causes)).toEqual(['energy', 'pue', 'factor', 'share']);
  expect(causes.energy).toBeCloseTo(mean * Math.log(2), 12);
  expect(causes.share).toBeCloseTo(-mean * Math.log(2), 12);
  expect(causes.pue).toBeCloseTo(mean * Math.log(1.25), 12);
  expect(causes.factor).toBeCloseTo(mean * Math.log(2), 12);
  expect(Number(row?.from_share)).toBeCloseTo(0.5, 12);
  expect(Number(row?.to_factor_kgco2e_per_kwh)).toBeCloseTo(0.2, 12);
  expect(Number(row?.to_pool_it_kwh)).toBe(200);
});

test.each<[string, Partial<PoolDay>, Record<string, number>]>([
  ['energy', { it_kwh: 150 }, { energy: 3 }],
  ['pue', { pue: 1.5 }, { pue: 1.5 }],
  ['factor', { market: 0.15 }, { factor: 3 }],
  [
    'share',
    {
      shares: [
        [10, 0.75],
        [20, 0.25],
      ],
    },
    { share: 3 },
  ],
  ['annual', { scope1: 4, annual3: 2 }, { annual: 3 }],
  ['embodied', { embodied: 5 }, { embodied: 2.5 }],
  [
    'annual and embodied beside electricity',
    { it_kwh: 150, scope1: 4, embodied: 5 },
    { energy: 3, annual: 2, embodied: 2.5 },
  ],
  ['nothing', {}, {}],
])('only %s changes: the whole change is that, to the digit', async (_, facts, expected) => {
  const { rows } = await changed([pool()], [later(facts)]);
  const causes = causesOf(of(rows, 10));
  expect(Object.keys(causes).sort()).toEqual(Object.keys(expected).sort());
  for (const [cause, value] of Object.entries(expected)) expect(causes[cause], cause).toBeCloseTo(value, 12);
});

test('energies at the last decimal of the ledger have no logarithm, and the change is whole all the same', async () => {
  for (const [before, after] of [
    [4e-18, 100],
    [100, 4e-18],
    [4e-18, 8e-18],
  ] as const) {
    const shares: PoolDay['shares'] = [
      [10, 0.1],
      [20, 0.9],
    ];
    const { rows } = await changed(
      [pool({ it_kwh: before, pue: 3, market: 900, shares })],
      [later({ it_kwh: after, pue: 3, market: 900, shares })],
    );
    for (const row of rows) {
      const sum = CAUSES.reduce((total, cause) => total + Number(row[`${cause}_kgco2e`]), 0);
      expect(sum).toBeCloseTo(Number(row.change_kgco2e), 12);
    }
    expect(of(rows, 10)).toBeDefined();
  }
});

test('a mix changes one basis and leaves the other', async () => {
  const { rows } = await changed([pool()], [later({ market: 0 })]);
  expect(causesOf(of(rows, 10))).toEqual({ factor: -6 });
  expect(causesOf(of(rows, 10, 'location'))).toEqual({});
});

const SHARED = { scope1: 8, embodied: 4 };
test.each<[string, readonly PoolDay[], readonly PoolDay[], Record<string, number>]>([
  [
    'a service appears, with its annual amounts',
    [pool({ ...SHARED, shares: [[20, 1]] })],
    [later(SHARED)],
    { appeared_gone: 12 },
  ],
  ['a service goes', [pool(SHARED)], [later({ ...SHARED, shares: [[20, 1]] })], { appeared_gone: -12 }],
  [
    'a pool appears under a service that was there',
    [pool({ pool: 'a', datacenter: 'ET1', it_kwh: 0 })],
    [later(SHARED), later({ pool: 'a', datacenter: 'ET1', it_kwh: 0 })],
    { appeared_gone: 12 },
  ],
  [
    'a service gets its first part of a pool that was there',
    [pool({ ...SHARED, shares: [[20, 1]] }), pool({ pool: 'b', category: 'storage' })],
    [later(SHARED), later({ pool: 'b', category: 'storage' })],
    { share: 12 },
  ],
  ['a pool that drew nothing', [pool({ it_kwh: 0 })], [later()], { energy: 6 }],
  ['a pool that draws nothing any more', [pool()], [later({ it_kwh: 0 })], { energy: -6 }],
  ['a factor of 0', [pool({ market: 0 })], [later()], { factor: 6 }],
  [
    'a factor that stays 0 beside a declared amount',
    [pool({ market: 0 })],
    [later({ market: 0, scope1: 4 })],
    { annual: 2 },
  ],
])('%s', async (_, before, after, expected) => {
  const { rows } = await changed(before, after);
  const row = rows.find(
    ({ basis, service_id, pool: name, change_kgco2e }) =>
      basis === 'market' &&
      Number(service_id) === 10 &&
      /compute@EB4|all/.test(String(name)) &&
      Number(change_kgco2e) !== 0,
  );
  const causes = causesOf(row);
  expect(Object.keys(causes)).toEqual(Object.keys(expected));
  for (const [cause, value] of Object.entries(expected)) expect(causes[cause], cause).toBeCloseTo(value, 12);
});

test('pools are compared one by one where both sides have the same, else together', async () => {
  const two = (day: string, first: string, second: string): PoolDay[] => [
    pool({ day, pool: first, shares: [[10, 1]] }),
    pool({ day, pool: second, it_kwh: 300, shares: [[20, 1]] }),
  ];
  const same = await changed(two(DAY, 'a', 'b'), two(NEXT, 'a', 'b'));
  expect(
    same.rows.filter(({ basis }) => basis === 'market').map((row) => [row.pool, Number(row.service_id)]),
  ).toEqual([
    ['a', 10],
    ['b', 20],
  ]);
  // A placement took the place of the rule: a change of share, and nothing appeared.
  const other = await changed(two(DAY, 'a', 'b'), [later({ pool: 'c', it_kwh: 400 })]);
  expect(other.rows.filter(({ basis }) => basis === 'market').map((row) => row.pool)).toEqual(['all', 'all']);
  expect(Object.keys(causesOf(of(other.rows, 10)))).toEqual(['share']);
  expect(Number(of(other.rows, 10)?.change_kgco2e)).toBeCloseTo(12, 12);
});

test('a PUE and a factor that vary from day to day are weighted by kWh', async () => {
  const { rows } = await changed(
    [pool({ it_kwh: 100, pue: 1.2 }), pool({ day: '2026-01-16', it_kwh: 300, pue: 1.6 })],
    [later({ it_kwh: 400, pue: 1.5 })],
  );
  expect(Number(of(rows, 10)?.from_pue)).toBeCloseTo(1.5, 12);
  expect(causesOf(of(rows, 10))).toEqual({});
});

test('what is unknown on one side leaves the change unknown, and every part of it', async () => {
  const { rows } = await changed([pool({ it_kwh: null })], [later()]);
  const row = of(rows, 10);
  expect([row?.from_kgco2e, row?.change_kgco2e, ...CAUSES.map((cause) => row?.[`${cause}_kgco2e`])]).toEqual(
    Array.from({ length: 9 }, () => null),
  );
});

test('any two months or versions, in either direction', async () => {
  await db.run('begin transaction');
  try {
    await insertRun(db, 1, '2026-01', [pool()], 1);
    await insertRun(db, 2, '2026-01', [pool({ pue: 1.5 })], 2);
    await insertRun(db, 3, '2026-04', [later({ day: '2026-04-15', it_kwh: 150 })]);
    const ask = async (months: string, versions: string) =>
      causesOf(of(await db.rows(`from footprint_change_between(${months}, ${versions})`), 10));
    const [january, april] = ["date '2026-01-01'", "date '2026-04-01'"];
    expect(await ask(`${january}, ${january}`, '1, 2')).toEqual({ pue: expect.closeTo(1.5, 12) });
    expect(await ask(`${january}, ${january}`, '2, 1')).toEqual({ pue: expect.closeTo(-1.5, 12) });
    expect(await ask(`${january}, ${april}`, '1, null')).toEqual({ energy: expect.closeTo(3, 12) });
    const natural = await db.rows(
      'select distinct from_month, from_version, to_month, to_version from footprint_change',
    );
    expect(natural).toEqual([
      { from_month: '2026-01-01', from_version: 1, to_month: '2026-01-01', to_version: 2 },
    ]);
  } finally {
    await db.run('rollback');
  }
});

test('the sum is exact in the ledger, to the last decimal', async () => {
  const { rows } = await changed(
    [pool({ it_kwh: 98765.4321, pue: 1.234567, scope1: 17.77, embodied: 3.3 })],
    [
      later({
        it_kwh: 12345.6789,
        pue: 1.765432,
        market: 0.0871,
        scope1: 7.77,
        embodied: 4.4,
        shares: [
          [10, 0.123456789],
          [20, 0.876543211],
        ],
      }),
    ],
    `(select basis, pool, datacenter_id, equipment_category, service_id,
        change_kgco2e - (energy_kgco2e + pue_kgco2e + factor_kgco2e + share_kgco2e + annual_kgco2e + embodied_kgco2e + appeared_gone_kgco2e) as rest
      from footprint_change)`,
  );
  expect(rows.map(({ rest }) => Number(rest))).toEqual([0, 0, 0, 0]);
});
