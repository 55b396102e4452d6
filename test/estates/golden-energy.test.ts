import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dayBounds, every, powerCsv, REFERENCE, type Sample } from '../support/estate.ts';
import { createWorkspace, type Workspace } from '../support/workspace.ts';

const PARIS = 'Europe/Paris';
const MINUTE = 60_000;
const RELATIVE = 1e-9;

/** `actual` within 1e-9 of the golden figure. */
const near = (actual: unknown, expected: number, tolerance = RELATIVE * Math.max(Math.abs(expected), 1)) =>
  expect(Math.abs(Number(actual) - expected), `${String(actual)} instead of ${expected}`).toBeLessThanOrEqual(
    tolerance,
  );

const collected = async (
  samples: readonly Sample[],
  equipment: readonly string[] = ['E1'],
): Promise<Workspace> => {
  const ws = createWorkspace();
  ws.writeReference({
    ...REFERENCE,
    equipment: equipment.map((id) => ({ equipment_id: id, category: 'compute', datacenter_id: 'EB4' })),
    pue: [
      { datacenter_id: 'EB4', period: '2007', pue: 1.3 },
      { datacenter_id: 'EB4', period: '2026', pue: 1.3 },
    ],
  });
  ws.write('power/a.csv', powerCsv(samples));
  await ws.ok(['collect']);
  return ws;
};

const calculated = async (ws: Workspace, from: string, to = from) => {
  await ws.ok(['calculate', '--from', from, '--to', to]);
  return ws.sql(
    `select * from equipment_day where day between '${from}' and '${to}' order by day, equipment_id`,
  );
};

// Source: golden-cases M1, M2: the method's own worked example, given as power; what a missing last sample leaves.
test('M1, M2: 1000 kWh as samples of 41,666.666… W each minute, with and without the next midnight', async () => {
  const { from, to } = dayBounds('2026-01-15', PARIS);
  const watts = 1_000_000 / 24;
  const ws = await collected(
    [...every({ from, to, watts }), ...every({ from, to: to - MINUTE, watts, equipment: 'E2' })],
    ['E1', 'E2'],
  );
  const [whole, short] = await calculated(ws, '2026-01-15');
  near(whole?.it_kwh, 1000);
  near(whole?.facility_kwh, 1300);
  near(whole?.scope2_market_kgco2e, 10.92);
  expect(whole).toMatchObject({
    coverage: 1,
    sample_count: 1440,
    rejected_count: 0,
    pue: 1.3,
    pue_period: 'year',
  });
  near(whole?.estimated_kwh, 0);
  near(short?.measured_kwh, 999.305556, 5e-7);
  near(short?.estimated_kwh, 0.694444, 5e-7);
  near(short?.coverage, 1439 / 1440);
  near(short?.it_kwh, 1000);
  const [total] = await ws.sql('select it_kwh, facility_kwh, total_market_kgco2e from service_month');
  near(total?.total_market_kgco2e, 21.84);
});

// Source: golden-cases T1, by hand: a civil day lasts 24, 23 or 25 hours.
test.each([
  { day: '2026-01-15', kwh: 24 },
  { day: '2026-03-29', kwh: 23 },
  { day: '2026-10-25', kwh: 25 },
])('T1: constant 1 kW on $day gives $kwh kWh', async ({ day, kwh }) => {
  const { from, to } = dayBounds(day, PARIS);
  expect((to - from) / 3_600_000).toBe(kwh);
  const ws = await collected(every({ from, to, watts: 1000 }));
  const [row] = await calculated(ws, day);
  near(row?.it_kwh, kwh);
  expect(row).toMatchObject({ coverage: 1, sample_count: kwh * 60, reason: null });
});

// Sources: golden-cases T2, T3, T4 and R2, all by hand, each an equipment of its own.
test('T2, T3, T4, R2: a gap, a ramp at irregular instants, an interval over midnight, any step', async () => {
  const { from, to } = dayBounds('2026-01-15', PARIS);
  const noon = from + 12 * 60 * MINUTE;
  const steps = [0, 1, 4.5, 0.1, 2.35, 4.7];
  const irregular: Sample[] = [];
  for (let at = from; at < to; at += (steps[irregular.length % 6] ?? 0) * MINUTE + 11_000)
    irregular.push({ equipment: 'T3', at, watts: (1440 * (at - from)) / (to - from) });
  irregular.push({ equipment: 'T3', at: to, watts: 1440 });
  const ws = await collected(
    [
      ...every({ from, to: noon - 120 * MINUTE, watts: 1000, equipment: 'T2' }),
      ...every({ from: noon, to, watts: 1000, equipment: 'T2' }),
      ...irregular,
      { equipment: 'T4', at: to - 2 * MINUTE, watts: 100 },
      { equipment: 'T4', at: to + 2 * MINUTE, watts: 300 },
      ...[1, 2, 5].flatMap((stepMinutes) =>
        every({ from, to, stepMinutes, watts: 100, equipment: `R2-${stepMinutes}` }),
      ),
    ],
    ['T2', 'T3', 'T4', 'R2-1', 'R2-2', 'R2-5'],
  );
  await ws.bilan(['calculate', '--from', '2026-01-15', '--to', '2026-01-16', '--allow-missing']);
  const rows = await ws.sql('select * from equipment_day order by day, equipment_id');
  const at = (id: string, day = '2026-01-15') =>
    rows.find((row) => row.equipment_id === id && row.day === day);
  near(at('T2')?.measured_kwh, 22);
  near(at('T2')?.coverage, 22 / 24);
  near(at('T2')?.estimated_kwh, 2);
  near(at('T2')?.it_kwh, 24);
  near(at('T3')?.it_kwh, 17.28);
  expect(at('T3')?.coverage).toBe(1);
  near(at('T4')?.measured_kwh, (150 * 2) / 60 / 1000);
  near(at('T4')?.coverage, 120 / 86_400);
  near(at('T4', '2026-01-16')?.measured_kwh, (250 * 2) / 60 / 1000);
  near(at('T4', '2026-01-16')?.coverage, 120 / 86_400);
  for (const step of [1, 2, 5]) near(at(`R2-${step}`)?.it_kwh, 2.4);
});

// Source: golden-cases T5, by hand.
test('T5: the same file collected twice gives the same figures as once', async () => {
  const { from, to } = dayBounds('2026-01-15', PARIS);
  const ws = await collected(every({ from, to, watts: (at) => 1000 + ((at / MINUTE) % 7) * 31.7 }));
  const once = await calculated(ws, '2026-01-15');
  await ws.ok(['collect', 'power']);
  const again = await calculated(ws, '2026-01-15');
  expect(again.map((row) => ({ ...row, run_id: '' }))).toEqual(once.map((row) => ({ ...row, run_id: '' })));
  expect(again[0]?.run_id).toBe('run-000002');
  expect(again[0]?.sample_count).toBe(1440);
});

// Source: golden-cases, "data": two days of real minute power (UCI, "Individual household electric power consumption").
test('two measured days of February 2007', async () => {
  const ws = createWorkspace(
    'database: bilan.duckdb\nreference: reference\npower:\n  - type: files\n    path: power/*\n    timezone: Europe/Paris\n',
  );
  ws.writeReference({ ...REFERENCE, pue: [{ datacenter_id: 'EB4', period: '2007', pue: 1 }] });
  const file = join(import.meta.dirname, '..', 'fixtures', 'measured-power-2007-02.csv');
  const [, ...lines] = readFileSync(file, 'utf8').trimEnd().split(/\r?\n/);
  ws.write('power/house.csv', `equipment_id,ts,power_w\n${lines.map((line) => `E1,${line}`).join('\n')}\n`);
  await ws.ok(['collect']);
  const [first, second] = await calculated(ws, '2007-02-01', '2007-02-02');
  near(first?.it_kwh, 30.4209, 5e-7);
  expect(first).toMatchObject({ coverage: 1, day: '2007-02-01' });
  near(second?.measured_kwh, 27.753983, 5e-7);
  near(second?.estimated_kwh, 0.019287, 5e-7);
  const watts = (day: string) =>
    lines.filter((line) => line.startsWith(day)).reduce((sum, line) => sum + Number(line.split(',')[1]), 0);
  for (const [row, rectangles] of [
    [first, 30.412667],
    [second, 27.7956],
  ] as const) {
    near(watts(String(row?.day)) / 60_000, rectangles, 5e-7);
    expect(Math.abs(Number(row?.it_kwh) - rectangles)).toBeGreaterThan(0.001);
  }
});
