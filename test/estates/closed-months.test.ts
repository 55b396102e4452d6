import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dayBounds, every, powerCsv, REFERENCE } from '../support/estate.ts';
import { createWorkspace, type Workspace, YAML } from '../support/workspace.ts';

/** Constant power of two hosts over whole months, a sample every two hours: the shape of the month is all that counts here. */
const power = (months: readonly string[], watts: (month: string) => readonly [number, number]): string =>
  powerCsv(
    months.flatMap((month) => {
      const last = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate();
      const from = dayBounds(`${month}-01`, 'Europe/Paris').from;
      const to = dayBounds(`${month}-${last}`, 'Europe/Paris').to - 60_000;
      return watts(month).flatMap((value, i) =>
        every({ from, to, stepMinutes: 120, watts: value, equipment: `E${i + 1}` }),
      );
    }),
  );

const SERVICES = [
  { service_id: 10n, name: 'shop', environment: 'PRODUCTION' },
  { service_id: 20n, name: 'mail', environment: 'QA' },
];
const RESOURCES = [
  { resource_id: 1n, service_id: 10n, name: 'shop-1', vcpu: 4, storage_gb: 30 },
  { resource_id: 2n, service_id: 20n, name: 'mail-1', vcpu: 12, storage_gb: 10 },
];

const openBooks = async (months: readonly string[]): Promise<Workspace> => {
  const ws = createWorkspace(`${YAML}calculation: { max_gap_minutes: 180 }\n`);
  ws.writeReference({
    ...REFERENCE,
    equipment: [
      { equipment_id: 'E1', category: 'compute', datacenter_id: 'EB4' },
      { equipment_id: 'E2', category: 'storage', datacenter_id: 'EB4' },
    ],
    annual_emissions: [{ year: 2026, scope: 1, category: 'generators', kgco2e: 73, status: 'audited' }],
  });
  ws.write(
    'power/a.csv',
    power(months, () => [1000, 500]),
  );
  await ws.publishEstate({ takenAt: '2026-01-31T12:00:00Z', services: SERVICES, resources: RESOURCES });
  await ws.ok(['collect']);
  return ws;
};

const calculate = (ws: Workspace, month: string, now?: string) =>
  ws.ok(['calculate', '--month', month], now === undefined ? {} : { now });

const figures = (ws: Workspace) =>
  ws.sql('select * exclude (run_id), run_id from service_month order by month, service_id nulls last');

const publications = (ws: Workspace) =>
  ws.sql(
    "select strftime(month, '%Y-%m') as month, version, run_id, status, reason, author from publication order by month, version",
  );

const changePue = (ws: Workspace, pue: number) =>
  ws.writeReference({ pue: [{ datacenter_id: 'EB4', period: '2026', pue }] });

test('a closed month stays as it is, to the last bit, through collections, runs and restatements of others', async () => {
  const ws = await openBooks(['2026-01', '2026-02']);
  await calculate(ws, '2026-01');
  await calculate(ws, '2026-02');
  expect((await ws.bilan(['close', '2026-02', '--by', 'Ada'])).stdout).toBe(
    '2026-02 is closed: version 1, run-000002\n',
  );
  const before = await ws.sql(
    "select * from service_month where month = '2026-02-01' order by service_id nulls last",
  );
  const days = await ws.sql("select * from resource_day where day >= '2026-02-01' order by all");
  changePue(ws, 1.5);
  ws.write(
    'power/a.csv',
    power(['2026-01', '2026-02'], () => [2000, 500]),
  );
  await ws.publishEstate({
    takenAt: '2026-02-10T12:00:00Z',
    services: [{ service_id: 10n, name: 'renamed' }],
    resources: RESOURCES.slice(0, 1),
  });
  await ws.ok(['collect']);
  const again = await calculate(ws, '2026-02');
  expect(again.stderr).toContain(
    '2026-02 is closed: version 1, run-000002. Its published figures did not change',
  );
  expect(again.stderr).toMatch(/reference file pue\.csv: changed \(\w{12} before, \w{12} now\)/);
  expect(again.stderr).toMatch(/samples of 2026-02-05: changed/);
  expect(again.stderr).toMatch(/snapshot itcare-\d+: new/);
  expect(again.stderr).not.toMatch(/equipment\.csv|from_day/);
  await calculate(ws, '2026-01');
  expect(
    await ws.sql("select * from service_month where month = '2026-02-01' order by service_id nulls last"),
  ).toEqual(before);
  expect(await ws.sql("select * from resource_day where day >= '2026-02-01' order by all")).toEqual(days);
  expect(await publications(ws)).toEqual([
    { month: '2026-02', version: 1, run_id: 'run-000002', status: 'closed', reason: null, author: 'Ada' },
  ]);
  // The open month follows its newest run.
  const [january] = await ws.sql("select run_id from service_month where month = '2026-01-01' limit 1");
  expect(january?.run_id).toBe('run-000004');
});

test('a run over the same inputs says so; one over a part of the month says only what it can compare', async () => {
  const ws = await openBooks(['2026-02']);
  await calculate(ws, '2026-02');
  await ws.ok(['close', '2026-02']);
  expect((await calculate(ws, '2026-02')).stderr).toContain('this run read the same inputs');
  changePue(ws, 1.4);
  await ws.ok(['collect', 'reference']);
  const part = await ws.ok(['calculate', '--from', '2026-02-03', '--to', '2026-02-04', '--json']);
  const {
    closed_months: [month],
    closed_days: days,
  } = JSON.parse(part.stdout);
  expect(days).toBe(2);
  expect(month).toMatchObject({ month: '2026-02', version: 1, run_id: 'run-000001' });
  expect(
    month.differences.map(({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`),
  ).toEqual(['reference_file pue.csv']);
});

test('closing needs one complete run over every day that speaks for all of them', async () => {
  const ws = await openBooks(['2026-02']);
  const refused = async (pattern: RegExp) => {
    const before = ws.fingerprint();
    const outcome = await ws.bilan(['close', '2026-02']);
    expect(outcome.code).toBe(5);
    expect(outcome.stderr).toMatch(pattern);
    expect(outcome.stdout).toBe('');
    expect(ws.fingerprint()).toBe(before);
  };
  await refused(/2026-02-01 to 2026-02-28: not calculated/);
  await ws.ok(['calculate', '--from', '2026-02-01', '--to', '2026-02-14']);
  await refused(/2026-02-15 to 2026-02-28: not calculated/);
  await ws.ok(['calculate', '--from', '2026-02-15', '--to', '2026-02-28']);
  await refused(
    /several runs.*2026-02-01 to 2026-02-14: run-000001, complete.*2026-02-15 to 2026-02-28: run-000002/s,
  );
  await calculate(ws, '2026-02');
  await ws.ok(['calculate', '--from', '2026-02-10', '--to', '2026-02-10']);
  await refused(/several runs.*2026-02-10: run-000004/s);
  await calculate(ws, '2026-02');
  await ws.ok(['close', '2026-02']);
  expect(await publications(ws)).toMatchObject([{ version: 1, run_id: 'run-000005', author: null }]);
  const before = ws.fingerprint();
  const twice = await ws.bilan(['close', '2026-02']);
  expect(twice.code).toBe(2);
  expect(twice.stderr).toContain('2026-02 is already closed: version 1, run-000005');
  expect(ws.fingerprint()).toBe(before);
});

test('a month that was published with inputs missing cannot be closed, and the message names them', async () => {
  const ws = await openBooks(['2026-02']);
  ws.writeReference({ pue: [{ datacenter_id: 'EB4', period: '2026-01', pue: 1.3 }] });
  await ws.ok(['collect', 'reference']);
  expect((await ws.bilan(['calculate', '--month', '2026-02', '--allow-missing'])).code).toBe(0);
  const outcome = await ws.bilan(['close', '2026-02']);
  expect(outcome.code).toBe(5);
  expect(outcome.stderr).toMatch(/run-000001 is incomplete: datacenter EB4 has no PUE for 2026-02-01/);
});

test('what is no month, has no reason or no author, or is not closed is refused with exit 2 and changes nothing', async () => {
  const ws = await openBooks(['2026-02']);
  await calculate(ws, '2026-02');
  const before = ws.fingerprint();
  for (const args of [
    ['close', 'march'],
    ['close', '2026-13'],
    ['restate', '2026-3', '--reason', 'x', '--by', 'y'],
    ['restate', '2026-02', '--by', 'Ada'],
    ['restate', '2026-02', '--reason', '  ', '--by', 'Ada'],
    ['restate', '2026-02', '--reason', 'late meter'],
    ['restate', '2026-02', '--reason', 'late meter', '--by', ''],
    ['restate', '2026-02', '--reason', 'late meter', '--by', 'Ada'],
    ['restate', '2026', '--reason', 'late meter', '--by', 'Ada'],
  ]) {
    const { code, stdout } = await ws.bilan(args);
    expect({ code, stdout }, args.join(' ')).toEqual({ code: 2, stdout: '' });
  }
  expect(ws.fingerprint()).toBe(before);
});

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
});

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
    for (const month of months) await calculate(ws, month);
  };
  // Generators are 0.2 kg a day on both bases, so the same PUE weighs less on the market basis.
  await next(1.38, ['2026-02']);
  const small = await restate('2026-02');
  expect(small.months[0].estate.market.is_significant).toBe(false);
  expect(small.months[0].estate.location.is_significant).toBe(true);
  expect(small.year.estate.location.is_significant).toBe(false);
  const added =
    (small.months[0].estate.location.after - Number(totals[1]?.location)) /
    (Number(totals[0]?.location) + Number(totals[1]?.location));
  expect(small.year.estate.location.share).toBeCloseTo(added, 9);
  await next(1.39, ['2026-01', '2026-02']);
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
});

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
