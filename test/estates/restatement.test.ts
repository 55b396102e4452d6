import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  calculate,
  changePue,
  figures,
  openBooks,
  power,
  publications,
  RESOURCES,
} from '../support/books.ts';
import type { Workspace } from '../support/workspace.ts';

test('a restatement publishes beside the former version, says why and what, and keeps every version readable', async () => {
  const ws = await openBooks(['2026-01', '2026-02']);
  await calculate(ws, '2026-02');
  await ws.ok(['close', '2026-02']);
  const first = await figures(ws);
  const early = await ws.bilan(['restate', '2026-02', '--reason', 'r', '--by', 'b']);
  expect(early.code).toBe(5);
  expect(early.stderr).toContain('2026-02: version 1 is run-000001');
  changePue(ws, 1.43);
  await ws.ok(['collect', 'reference']);
  await calculate(ws, '2026-02');
  const untouched = ws.fingerprint();
  const dry = await ws.ok([
    'restate',
    '2026-02',
    '--reason',
    'audited PUE',
    '--by',
    'Ada',
    '--dry-run',
    '--json',
  ]);
  expect(ws.fingerprint()).toBe(untouched);
  expect(JSON.parse(dry.stdout).is_published).toBe(false);

  const text = await ws.ok(['restate', '2026-02', '--reason', 'audited PUE', '--by', 'Ada']);
  expect(text.stdout).toContain('2026-02: version 2, run-000002 replaces version 1, run-000001');
  expect(text.stdout).toMatch(/mail .*\+/);
  expect(text.stdout).not.toContain('without a change');
  const all = text.stdout.split('\n').filter((line) => /^ +all /.test(line));
  expect(all).toHaveLength(2);
  const { services: every, all: sums } = JSON.parse(dry.stdout).months[0];
  for (const basis of ['market', 'location']) {
    const summed = (part: (change: { change: number; causes: { pue: number } }) => number) =>
      every.reduce(
        (sum: number, row: Record<string, never>) =>
          sum + part(row[basis] ?? { change: 0, causes: { pue: 0 } }),
        0,
      );
    expect(sums[basis].change).toBeCloseTo(
      summed(({ change }) => change),
      9,
    );
    expect(sums[basis].causes.pue).toBeCloseTo(
      summed(({ causes }) => causes.pue),
      9,
    );
    expect(sums[basis].change).toBeGreaterThan(0);
  }
  expect(await publications(ws)).toEqual([
    { month: '2026-02', version: 1, run_id: 'run-000001', status: 'closed', reason: null, author: null },
    {
      month: '2026-02',
      version: 2,
      run_id: 'run-000002',
      status: 'restated',
      reason: 'audited PUE',
      author: 'Ada',
    },
  ]);
  const months = await ws.sql(
    'select * exclude (version) from service_month_version where version = 1 order by service_id nulls last',
  );
  expect(months).toEqual(first);
  expect(
    await ws.sql(
      'select * exclude (version) from service_month_version where version = 2 order by service_id nulls last',
    ),
  ).toEqual(await figures(ws));

  // 1000 W and 500 W at PUE 1.3, then 1.43: 10 % more electricity, nothing else.
  const [shop] = JSON.parse(dry.stdout).months[0].services.filter(
    (service: { service_id: number }) => service.service_id === 10,
  );
  const hours = 28 * 24;
  const shopIt = hours * (1 * 0.25 + 0.5 * 0.75);
  expect(shop.market.causes.pue).toBeCloseTo(shopIt * 0.13 * 0.0084, 9);
  expect(shop.location.causes.pue).toBeCloseTo(shopIt * 0.13 * 0.052, 9);
  expect(shop.market.change).toBeCloseTo(shop.market.causes.pue, 12);
  for (const cause of ['energy', 'factor', 'share', 'annual', 'embodied', 'appeared_gone'])
    expect(Math.abs(shop.market.causes[cause]), cause).toBeLessThan(1e-12);
  const change = await ws.sql(
    `select sum(change_kgco2e) as change, sum(pue_kgco2e) as pue from footprint_change
     where from_version = 1 and to_version = 2 and basis = 'market' and service_id = 10`,
  );
  expect(Number(change[0]?.pue)).toBeCloseTo(shop.market.causes.pue, 12);
}, 180_000);

test('the threshold is asked of the month and of the year, on each basis', async () => {
  const ws = await openBooks(['2026-01', '2026-02']);
  const restate = async (target: string) =>
    JSON.parse((await ws.ok(['restate', target, '--reason', 'r', '--by', 'b', '--json'])).stdout);
  for (const month of ['2026-01', '2026-02']) {
    await calculate(ws, month);
    await ws.ok(['close', month]);
  }
  const totals = await ws.sql(
    'select month, sum(total_market_kgco2e)::double as market, sum(total_location_kgco2e)::double as location from service_month group by month order by month',
  );
  const next = async (pue: number, months: readonly string[]) => {
    changePue(ws, pue);
    await ws.ok(['collect', 'reference']);
    const said: string[] = [];
    for (const month of months) said.push((await calculate(ws, month)).stderr);
    return said.join('');
  };
  // Generators are 0.2 kg a day on both bases, so the same PUE weighs less on the market basis.
  const first = await next(1.38, ['2026-02']);
  expect(first).toMatch(
    /2026-02 with this run: \+4\.08 % on the market basis, \+5\.\d\d % on the location basis; .* 5 % is reached on the location basis, `bilan restate 2026-02` is called for/,
  );
  expect(first).toMatch(/2026, its closed months .*; below the restatement threshold of 5 %/);
  const small = await restate('2026-02');
  expect(small.months[0].estate.market.is_significant).toBe(false);
  expect(small.months[0].estate.location.is_significant).toBe(true);
  expect(small.year.estate.location.is_significant).toBe(false);
  const added =
    (small.months[0].estate.location.after - Number(totals[1]?.location)) /
    (Number(totals[0]?.location) + Number(totals[1]?.location));
  expect(small.year.estate.location.share).toBeCloseTo(added, 9);
  const second = await next(1.39, ['2026-01', '2026-02']);
  expect(second).toMatch(/2026-02 with this run: \+0\.\d\d % .* below the restatement threshold/);
  const year = await restate('2026');
  expect(
    year.months.map(({ month, version }: { month: string; version: number }) => [month, version]),
  ).toEqual([
    ['2026-01', 2],
    ['2026-02', 3],
  ]);
  // From 1.38 to 1.39 is below 5 % in February; against what was first published the year is above.
  expect(year.months[1].estate.location.is_significant).toBe(false);
  expect(year.year.estate.location.is_significant).toBe(true);
  const seqs = await ws.sql(
    'select count(distinct published_at) as instants from publication where version > 1',
  );
  expect(seqs[0]?.instants).toBe(1);
}, 180_000);

const reportBytes = async (
  ws: Workspace,
  out: string,
  args: readonly string[],
  now: string,
): Promise<Buffer[]> => {
  await ws.ok(['report', 'carbon-monthly', '--month', '2026-02', '--out', out, ...args], { now });
  const folder = join(ws.dir, out);
  return readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name)));
};

test('a report as known on a day is the report of that day, byte for byte', async () => {
  const ws = await openBooks(['2026-01', '2026-02']);
  await calculate(ws, '2026-01', '2026-03-01T10:00:00Z');
  await calculate(ws, '2026-02', '2026-03-02T10:00:00Z');
  const open = await reportBytes(ws, 'open', ['--format', 'xlsx'], '2026-03-02T12:00:00Z');
  await ws.ok(['close', '2026-02'], { now: '2026-03-05T10:00:00Z' });
  const closed = await reportBytes(ws, 'closed', [], '2026-03-05T12:00:00Z');
  changePue(ws, 1.6);
  ws.write('power/a.csv', `${power(['2026-01', '2026-02'], () => [1100, 500])}E1,2026-02-07T00:30:00Z,-5\n`);
  await ws.publishEstate({
    takenAt: '2026-02-10T12:00:00Z',
    services: [{ service_id: 10n, name: 'renamed' }],
    resources: RESOURCES.slice(0, 1),
  });
  await ws.ok(['collect'], { now: '2026-04-01T00:00:00Z' });
  await calculate(ws, '2026-01', '2026-04-01T10:00:00Z');
  await calculate(ws, '2026-02', '2026-04-01T10:00:00Z');
  const still = await reportBytes(ws, 'still', ['--as-known-on', '2026-03-05'], '2026-04-02T00:00:00Z');
  expect(still.map((bytes, i) => bytes.equals(closed[i] ?? Buffer.alloc(0)))).toEqual([true, true]);
  await ws.ok(['restate', '2026-02', '--reason', 'r', '--by', 'b'], { now: '2026-04-03T10:00:00Z' });
  const now = await reportBytes(ws, 'now', ['--format', 'xlsx'], '2026-04-04T00:00:00Z');
  const asOf = (day: string) =>
    reportBytes(ws, `on-${day}`, ['--as-known-on', day, '--format', 'xlsx'], '2026-05-01T00:00:00Z');
  const same = (left: readonly Buffer[], right: readonly Buffer[]) =>
    left.at(-1)?.equals(right.at(-1) ?? Buffer.alloc(0));
  expect(same(await asOf('2026-03-05'), closed)).toBe(true);
  expect(same(await asOf('2026-04-02'), closed)).toBe(false);
  expect(same(await asOf('2026-03-04'), open)).toBe(true);
  expect(same(await asOf('2026-04-03'), now)).toBe(true);
  expect(same(closed, now)).toBe(false);
  const nothing = await ws.bilan([
    'report',
    'carbon-monthly',
    '--month',
    '2026-02',
    '--as-known-on',
    '2026-02-15',
  ]);
  expect(nothing.code).toBe(5);
  const wrong = await ws.bilan([
    'report',
    'carbon-monthly',
    '--month',
    '2026-02',
    '--as-known-on',
    '2026-02-30',
  ]);
  expect(wrong.code).toBe(2);
}, 180_000);
