import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Explanation } from '../../src/domain/explanation.ts';
import { openWork } from '../../src/store/duckdb.ts';
import { dayBounds, every, powerCsv, REFERENCE } from '../support/estate.ts';
import { checkEquipment, checkFootprint, near } from '../support/explain-checks.ts';
import { explainedEstate } from '../support/explained-estate.ts';
import { cloneWorkspace, createWorkspace, type Workspace } from '../support/workspace.ts';

let ws: Workspace;
beforeAll(async () => {
  ws = await explainedEstate();
});
afterAll(() => ws.dispose());
const explained = async (...args: string[]): Promise<Explanation> =>
  JSON.parse((await ws.ok(['explain', '--month', '2026-01', ...args, '--json'])).stdout) as Explanation;

test('every number of a month follows from those under it', async () => {
  const explanation = await explained();
  checkFootprint(explanation);
  const [total] = await ws.sql(
    'select sum(total_market_kgco2e) as kg, sum(it_kwh) as kwh from service_month',
  );
  near(explanation.footprint?.amounts.total_market_kgco2e, total?.kg, 'service_month');
  near(explanation.footprint?.amounts.it_kwh, total?.kwh, 'service_month');
  expect(explanation.footprint?.contributors).toHaveLength(5);
  expect(explanation.footprint?.others.count).toBe(3);
});

test('every number of a service and of one of its days follows from those under it', async () => {
  const month = await explained('--service', '10');
  checkFootprint(month);
  const [service] = await ws.sql('select * from service_month where service_id = 10');
  near(month.footprint?.amounts.total_location_kgco2e, service?.total_location_kgco2e, 'service_month');
  expect(month.footprint?.name).toBe('service 10');
  expect(month.footprint?.others.count).toBe(2);
  const day = await explained('--service', '10', '--day', '2026-01-15');
  checkFootprint(day);
  expect(day.days).toBe(1);
  expect(
    new Set(day.footprint?.contributors.flatMap((c) => c.pools.flatMap((p) => p.days.map((d) => d.day)))),
  ).toEqual(new Set(['2026-01-15']));
});

test('names are those of the days that are explained, whatever is collected later; ids are numbers', async () => {
  const later = cloneWorkspace(ws, ws.read('bilan.yaml'));
  const before = await later.ok(['explain', '--month', '2026-01', '--service', '10', '--json']);
  await later.publishEstate({
    takenAt: '2026-02-10T06:00:00Z',
    services: [{ service_id: 10n, name: 'renamed' }],
    resources: [{ resource_id: 1n, name: 'renamed', service_id: 10n, vcpu: 1 }],
  });
  const after = await later.ok(['explain', '--month', '2026-01', '--service', '10', '--json']);
  expect(after.stdout).toBe(before.stdout);
  const { footprint } = JSON.parse(after.stdout) as Explanation;
  expect([footprint?.id, footprint?.name]).toEqual([10, 'service 10']);
  expect(
    footprint?.contributors.map(({ id, name }) => [typeof id, name?.replace(/\d+/, 'N')]),
  ).toContainEqual(['number', 'node N']);
});

test.each([
  ['E1', '2026-01-15', 'the day itself'],
  ['E2', '2026-01-14', 'nothing to estimate'],
  ['E3', '2026-01-14', 'the 7 days before'],
  ['E3', '2026-01-15', 'the 7 days before'],
])('equipment %s down to the samples of %s: %s', async (id, day, from) => {
  const whole = await explained('--equipment', id);
  checkEquipment(whole);
  const explanation = await explained('--equipment', id, '--day', day);
  checkEquipment(explanation);
  expect(explanation.equipment?.samples.feeds.map((feed) => feed.estimate.from)).toContain(from);
  expect(explanation.equipment?.samples.parts.length).toBeGreaterThan(0);
});

test('as text: both bases, PUE, mix and factors with their sources, shares with their keys, samples', async () => {
  const { stdout } = await ws.ok([
    'explain',
    '--month',
    '2026-01',
    '--service',
    '10',
    '--equipment',
    'E1',
    '--day',
    '2026-01-15',
  ]);
  for (const said of [
    'service 10 service 10: market',
    '1. resource',
    'compute in EB4: market',
    'by vcpu (2 of 43)',
    'PUE 1.3 (day, DCIM)',
    '80 % A × 0.008 (upstream 0.002, losses 10 %) [2026, contract A]',
    '20 % B × 0.01 (upstream not covered, losses not covered) [2025, contract B, provisional]',
    'FR 0.052 (upstream not covered, losses 5 %) [2026, ADEME]',
    'scope 3 travel, EB4: 365 kgCO2e ÷ 365 days = 1.000000 kgCO2e a day [2026, provisional, HR, provisional]',
    'the pool is E4 0.000 kWh + E5 0.000 kWh',
    'embodied: 1000 kgCO2e ÷ (4 years × 365) = 0.684932 kgCO2e a day from 2025-06-01 to 2029-05-30',
    'trapezoids over 20 h',
    'verified',
  ])
    expect(stdout).toContain(said);
});

test('what was rejected is shown with its reason, beside what was accepted', async () => {
  const { equipment } = await explained('--equipment', 'E2', '--day', '2026-01-14');
  const [feed] = equipment?.samples.feeds ?? [];
  expect(feed?.samples.filter(({ reason }) => reason !== null)).toMatchObject([
    { ts: '2026-01-13T23:01:00.000Z', power_w: -5, is_day: true, reason: 'negative' },
    { ts: '2026-01-13T23:02:00.000Z', power_w: 300_000, is_day: true, reason: 'above_max_power_w' },
    { ts: '2026-01-14T23:00:30.000Z', is_day: false, reason: 'nan' },
  ]);
  expect(feed).toMatchObject({ sample_count: 288, rejected_count: 2 });
  const { stdout } = await ws.ok([
    'explain',
    '--month',
    '2026-01',
    '--equipment',
    'E2',
    '--day',
    '2026-01-14',
  ]);
  expect(stdout).toContain(
    'feed a: 288 accepted, 2 rejected (1 negative, 1 above_max_power_w), coverage 100 %',
  );
});

test('what does not exist is exit 2 with what does, what is not calculated exit 5, a changed part exit 6', async () => {
  const cases: [string[], number, RegExp][] = [
    [['--month', '2026-01', '--service', '99'], 2, /Service 99[\s\S]*10 service 10[\s\S]*service_month/],
    [['--month', '2026-01', '--service', 'x'], 2, /whole number/],
    [['--month', '2026-01', '--equipment', 'e1'], 2, /Equipment e1[\s\S]*E1/],
    [['--month', '2026-01', '--day', '2026-02-01'], 2, /a day of 2026-01/],
    [['--month', '2026-1'], 2, /YYYY-MM/],
    [[], 2, /--month/],
    [['--month', '2026-02'], 5, /2026-02-01 to 2026-02-28 is calculated/],
    [['--month', '2026-01', '--day', '2026-01-20'], 5, /is calculated/],
  ];
  for (const [args, code, said] of cases) {
    const outcome = await ws.bilan(['explain', ...args]);
    expect(outcome.stderr, args.join(' ')).toMatch(said);
    expect(outcome.code, args.join(' ')).toBe(code);
  }
});

test('a run from before pools kept their equipment says so, and the rest is explained', async () => {
  const old = cloneWorkspace(ws, ws.read('bilan.yaml'));
  const db = await openWork();
  try {
    await db.run(
      `attach '${old.dir}/bilan.duckdb' as ledger; delete from ledger.calc.pool_equipment; update ledger.calc.annual_day set annual_kgco2e = null`,
    );
  } finally {
    await db.close();
  }
  const { stdout } = await old.ok(['explain', '--month', '2026-01']);
  expect(stdout).toContain('its run did not keep which equipment made the pool');
  expect(stdout).toContain('scope 3 travel, EB4: 1.000000 kgCO2e a day');
  expect(stdout).not.toMatch(/null|NaN|undefined/);
});

test('samples are those the run read: a part that was altered since is refused', async () => {
  const own = await explainedEstate();
  onTestFinished(() => own.dispose());
  const folder = join(own.dir, 'samples', 'day=2026-01-15');
  const part = readdirSync(folder)[0] ?? '';
  writeFileSync(join(folder, part), 'no longer what it was');
  const outcome = await own.bilan([
    'explain',
    '--month',
    '2026-01',
    '--equipment',
    'E1',
    '--day',
    '2026-01-15',
  ]);
  expect(outcome.code).toBe(6);
  expect(outcome.stderr).toContain(part);
});

test('what is unknown is said, stays out of every mean, and the rest still follows', async () => {
  const ws = createWorkspace();
  const day = '2026-01-15';
  const sites = ['EB4', 'EB5'];
  ws.writeReference({
    ...REFERENCE,
    datacenters: sites.map((id) => ({ datacenter_id: id, name: id, country: 'FR', operation: 'owned' })),
    equipment: ['E1', 'E2', 'E3', 'E4'].map((id, i) => ({
      equipment_id: id,
      category: id === 'E4' ? 'storage' : 'compute',
      datacenter_id: i < 2 ? 'EB4' : 'EB5',
    })),
    energy_mix: sites.map((id) => ({
      datacenter_id: id,
      supplier_id: 'A',
      valid_from: '2026-01-01',
      share: 1,
    })),
    annual_emissions: [{ year: 2026, scope: 3, category: 'travel', kgco2e: 365, status: 'audited' }],
  });
  // EB5 has no PUE, and E4 no power.
  const bounds = dayBounds(day, 'Europe/Paris');
  const drawn = ['E1', 'E2', 'E3'].flatMap((equipment) =>
    every({ ...bounds, stepMinutes: 5, watts: 1000, equipment }),
  );
  ws.write('power/a.csv', powerCsv(drawn));
  await ws.ok(['collect', '-q']);
  await ws.publishEstate({
    takenAt: `${day}T10:00:00Z`,
    resources: [
      { resource_id: 1n, service_id: 10n, vcpu: 4 },
      { resource_id: 2n, service_id: 10n, vcpu: 4, storage_gb: 3, datacenter_id: 'EB5' },
    ],
  });
  await ws.ok(['calculate', '--from', day, '--to', day, '--allow-missing']);
  const { stdout } = await ws.ok(['explain', '--month', '2026-01', '--json']);
  const explanation = JSON.parse(stdout) as Explanation;
  checkFootprint(explanation);
  const { footprint } = explanation;
  expect(footprint?.amounts).toMatchObject({ it_kwh: 72 });
  for (const means of [footprint?.means, footprint?.contributors[0]?.means]) {
    near(means?.pue, 1.3, 'mean PUE');
    near(means?.scope2_market_kgco2e_per_kwh, 0.008, 'market');
    near(means?.scope2_location_kgco2e_per_kwh, 0.052, 'location');
  }
  const text = (await ws.ok(['explain', '--month', '2026-01'])).stdout;
  expect(text).toContain('× PUE 1.3 (of 48.000 kWh whose PUE is known) = 62.400 kWh');
  expect(text).toContain('PUE unknown\n');
  expect(text).not.toMatch(/PUE 0\.\d|NaN|null|undefined/);
});

test('as text, control characters of names and ids are escapes', async () => {
  const wild = createWorkspace();
  wild.writeReference(REFERENCE);
  const bounds = dayBounds('2026-01-15', 'Europe/Paris');
  wild.write('power/a.csv', powerCsv(every({ ...bounds, stepMinutes: 5, watts: 1000 })));
  await wild.ok(['collect', '-q']);
  const name = 'a\u001b[31mred\u0000\nline';
  await wild.publishEstate({
    takenAt: '2026-01-15T06:00:00Z',
    services: [{ service_id: 10n, name }],
    resources: [{ resource_id: 1n, name, service_id: 10n, service_name: name, vcpu: 1 }],
  });
  await wild.ok(['calculate', '--from', '2026-01-15', '--to', '2026-01-15', '-q']);
  for (const args of [[], ['--service', '10']]) {
    const { stdout } = await wild.ok(['explain', '--month', '2026-01', ...args]);
    expect(stdout).toContain('10 a\\x1b[31mred\\x00\\nline: market');
    expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  }
});
