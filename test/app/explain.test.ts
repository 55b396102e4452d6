import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Explanation } from '../../src/domain/explanation.ts';
import { checkEquipment, checkFootprint, near } from '../support/explain-checks.ts';
import { explainedEstate } from '../support/explained-estate.ts';
import type { Workspace } from '../support/workspace.ts';

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
