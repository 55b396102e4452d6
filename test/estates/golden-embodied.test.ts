import { expect, test } from 'vitest';
import { dayBounds, every, powerCsv, REFERENCE } from '../support/estate.ts';
import { createWorkspace, type Reference, type Workspace, YAML } from '../support/workspace.ts';

const EMBODIED = `${YAML}calculation: { embodied: equipment }\n`;

/** Every equipment at 1 kW over some days, and one machine that receives all of it. */
const prepare = async (
  days: readonly [string, string],
  equipment: Reference[string],
  more: Reference = {},
  yaml = EMBODIED,
): Promise<Workspace> => {
  const ws = createWorkspace(yaml);
  ws.writeReference({ ...REFERENCE, equipment, ...more });
  const from = dayBounds(days[0], 'Europe/Paris').from;
  const to = dayBounds(days[1], 'Europe/Paris').to;
  const ids = equipment.map((row) => String(row.equipment_id));
  ws.write(
    'power/a.csv',
    powerCsv(ids.flatMap((id) => every({ from, to, stepMinutes: 5, watts: 1000, equipment: id }))),
  );
  await ws.ok(['collect']);
  await ws.publishEstate({
    takenAt: `${days[0]}T10:00:00Z`,
    resources: [{ resource_id: 1n, service_id: 10n, vcpu: 4 }],
  });
  return ws;
};

const host = (id: string, facts: Reference[string][number] = {}): Reference[string][number] => ({
  equipment_id: id,
  category: 'compute',
  datacenter_id: 'EB4',
  in_service_on: '2026-01-15',
  ...facts,
});

const near = (actual: unknown, expected: number, tolerance: number): void => {
  expect(Math.abs(Number(actual) - expected), `${String(actual)} for ${expected}`).toBeLessThanOrEqual(
    tolerance,
  );
};

test('S2, S3, R1: a day of 850 kg over 6 years and of 1000 kg over 4; in scope 3 of both bases, never a kWh', async () => {
  const day = '2026-01-15';
  const equipment = [
    host('S2', { embodied_kgco2e: 850, lifetime_years: 6 }),
    host('S3', { embodied_kgco2e: 1000, lifetime_years: 4 }),
  ];
  const ws = await prepare([day, day], equipment);
  await ws.ok(['calculate', '--from', day, '--to', day]);
  const rows = await ws.sql(
    `select e.*, b.embodied_kgco2e from equipment_day as e join embodied_day as b using (day, equipment_id, run_id) order by equipment_id`,
  );
  // Sources: Scaleway, bare-metal footprint page (100 h carry 1.6172 kg); Software Carbon Intensity specification 1.1 (1 h carries 28.5388 g).
  near(rows[0]?.embodied_kgco2e, 0.388128, 5e-7);
  near((Number(rows[0]?.embodied_kgco2e) / 24) * 100, 1.6172, 5e-5);
  near(rows[1]?.embodied_kgco2e, 0.684932, 5e-7);
  near((Number(rows[1]?.embodied_kgco2e) / 24) * 1000, 28.5388, 5e-5);
  for (const row of rows) {
    near(row.scope3_market_kgco2e, Number(row.embodied_kgco2e), 1e-15);
    near(row.scope3_location_kgco2e, Number(row.embodied_kgco2e), 1e-15);
    // R1: a defect seen in a public tool: embodied carbon became kWh.
    near(row.it_kwh, 24, 1e-9);
    near(row.facility_kwh, 24 * 1.3, 1e-9);
  }
  const [service] = await ws.sql('select * from service_month');
  near(service?.scope3_market_kgco2e, 850 / 2190 + 1000 / 1460, 1e-12);
  expect((await ws.sql('select count(*) as n from conservation where abs(residue) > 1e-12'))[0]?.n).toBe(0);
});

test('exactly lifetime × 365 days: the last one carries the fraction, the next ones nothing', async () => {
  // 3.65 days: three whole ones and 0.65 of one.
  const ws = await prepare(
    ['2026-01-15', '2026-01-20'],
    [
      host('E1', { embodied_kgco2e: 10, lifetime_years: 0.01 }),
      host('OLD', { in_service_on: '2015-01-01', embodied_kgco2e: 10, lifetime_years: 5 }),
    ],
  );
  await ws.ok(['calculate', '--from', '2026-01-15', '--to', '2026-01-20']);
  const rows = await ws.sql(
    "select embodied_kgco2e::double as kg from embodied_day where equipment_id = 'E1' order by day",
  );
  const daily = 10 / 3.65;
  expect(rows.map(({ kg }) => Number(Number(kg).toFixed(12)))).toEqual(
    [daily, daily, daily, 0.65 * daily, 0, 0].map((kg) => Number(kg.toFixed(12))),
  );
  expect(
    await ws.sql("select sum(embodied_kgco2e)::double as kg from embodied_day where equipment_id = 'OLD'"),
  ).toEqual([{ kg: 0 }]);
  expect(await ws.sql('select * from embodied_remainder')).toEqual([]);
});

test('what is left at retired_on is shown and spread over nobody', async () => {
  const ws = await prepare(
    ['2026-01-15', '2026-01-17'],
    [
      host('E1', { embodied_kgco2e: 365, lifetime_years: 1, retired_on: '2026-01-16' }),
      host('E2', { embodied_kgco2e: 0, lifetime_years: 1, retired_on: '2026-01-16' }),
      host('E3', {}),
    ],
  );
  const outcome = await ws.ok(['calculate', '--from', '2026-01-15', '--to', '2026-01-17']);
  expect(outcome.stderr).toContain(
    'not covered, which is not 0, for: E3 (no embodied_kgco2e, lifetime_years)',
  );
  expect(await ws.sql('select equipment_id, remainder_kgco2e from embodied_remainder')).toEqual([
    { equipment_id: 'E1', remainder_kgco2e: 363 },
  ]);
  expect(await ws.sql('select equipment_id, reason from embodied_uncovered')).toEqual([
    { equipment_id: 'E3', reason: 'no embodied_kgco2e, lifetime_years' },
  ]);
  expect(
    await ws.sql(
      'select equipment_id, sum(embodied_kgco2e)::double as kg from embodied_day group by all order by 1',
    ),
  ).toEqual([
    { equipment_id: 'E1', kg: 2 },
    { equipment_id: 'E2', kg: 0 },
    { equipment_id: 'E3', kg: null },
  ]);
});

test.each([
  ['hardware', undefined, 'the whole estate'],
  ['Purchases', 'EB4', 'datacenter EB4'],
])(
  'declared annual %s beside embodied equipment would count twice: exit 2, nothing published',
  async (category, datacenter, said) => {
    const day = '2026-01-15';
    const ws = await prepare([day, day], [host('E1', { embodied_kgco2e: 365, lifetime_years: 1 })], {
      annual_emissions: [
        { year: 2026, datacenter_id: datacenter, scope: 3, category, kgco2e: 100, status: 'audited' },
      ],
    });
    const before = ws.fingerprint();
    const outcome = await ws.bilan(['calculate', '--from', day, '--to', day]);
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain(`annual_emissions.csv: scope 3 ${category} of 2026 for ${said}`);
    expect(ws.fingerprint()).toBe(before);
  },
);

test('hardware declared for another datacenter, travel, and embodied switched off are no double count', async () => {
  const day = '2026-01-15';
  const more = {
    datacenters: [
      { datacenter_id: 'EB4', name: 'EB4', country: 'FR', operation: 'owned' },
      { datacenter_id: 'EB5', name: 'EB5', country: 'FR', operation: 'owned' },
    ],
    annual_emissions: [
      { year: 2026, datacenter_id: 'EB5', scope: 3, category: 'hardware', kgco2e: 100, status: 'audited' },
      { year: 2026, datacenter_id: 'EB4', scope: 3, category: 'travel', kgco2e: 365, status: 'audited' },
    ],
  };
  const equipment = [host('E1', { embodied_kgco2e: 365, lifetime_years: 1 })];
  const on = await prepare([day, day], equipment, more);
  await on.ok(['calculate', '--from', day, '--to', day]);
  expect(await on.sql('select scope3_market_kgco2e::double as kg from equipment_day')).toEqual([{ kg: 2 }]);
  const off = await prepare([day, day], equipment, more, YAML);
  await off.ok(['calculate', '--from', day, '--to', day]);
  expect(await off.sql('select scope3_market_kgco2e::double as kg from equipment_day')).toEqual([{ kg: 1 }]);
  expect(await off.sql('select * from embodied')).toEqual([]);
});
