import { expect, test } from 'vitest';
import { dayBounds, every, powerCsv, REFERENCE } from '../support/estate.ts';
import {
  createWorkspace,
  type EstateRows,
  type Outcome,
  type Reference,
  type Workspace,
} from '../support/workspace.ts';

const FROM = '2026-01-15';
const TO = '2026-01-16';

/** Collects and calculates two days of one host over machines of EB4. */
const calculated = async (
  more: Reference = {},
  resources: EstateRows['resources'] = [{ resource_id: 1n, service_id: 10n, vcpu: 4 }],
): Promise<{ readonly ws: Workspace; readonly outcome: Outcome }> => {
  const ws = createWorkspace();
  ws.writeReference({ ...REFERENCE, ...more });
  const [from, to] = [dayBounds(FROM, 'Europe/Paris').from, dayBounds(TO, 'Europe/Paris').to];
  ws.write('power/a.csv', powerCsv(every({ from, to, stepMinutes: 5, watts: 1000 })));
  await ws.ok(['collect']);
  await ws.publishEstate({ takenAt: `${FROM}T06:00:00Z`, resources });
  return { ws, outcome: await ws.bilan(['calculate', '--from', FROM, '--to', TO]) };
};

test('PUE above 5 and an owned datacenter without its daily value are said; the month weighs PUE by kWh', async () => {
  const { ws, outcome } = await calculated({
    pue: [
      { datacenter_id: 'EB4', period: FROM, pue: 5.5 },
      { datacenter_id: 'EB4', period: '2026-01', pue: 1.5 },
    ],
  });
  expect(outcome.code).toBe(0);
  expect(outcome.stderr).toContain('PUE above 5: EB4 5.5 (1 day)');
  expect(outcome.stderr).toContain(
    "Owned datacenters without a daily PUE, which take their month's or year's: EB4 (1 day)",
  );
  expect(
    await ws.sql('select datacenter_id, pue, pue_period, days_covered from pue_month order by 1 nulls last'),
  ).toEqual(
    ['EB4', null].map((datacenter_id) => ({
      datacenter_id,
      pue: 3.5,
      pue_period: 'day, month',
      days_covered: 2,
    })),
  );
});

test('annual amounts that may count twice are counted as declared, and said', async () => {
  const declared = (facts: Reference[string][number]): Reference[string][number] => ({
    scope: 3,
    kgco2e: 365,
    status: 'audited',
    ...facts,
  });
  const { ws, outcome } = await calculated({
    annual_emissions: [
      declared({ year: 2026, category: 'Travel' }),
      declared({ year: 2026, category: 'travel' }),
      declared({ year: 2025, category: 'purchases' }),
      declared({ year: 2026, category: 'purchases', datacenter_id: 'EB4' }),
      declared({ year: 2026, category: 'waste' }),
      declared({ year: 2026, category: 'waste', datacenter_id: 'EB4' }),
    ],
  });
  expect(outcome.stderr).toContain(
    "categories differ by case or blanks alone are counted each: scope 3 'Travel' and 'travel'\n",
  );
  expect(outcome.stderr).toContain('are added up: scope 3 purchases (EB4 2026, the whole estate 2025)\n');
  const [{ kg } = { kg: 0 }] = await ws.sql(
    `select sum(scope3_market_kgco2e)::double as kg from equipment_day where day = '${FROM}'`,
  );
  expect(Number(kg)).toBeCloseTo(6, 9);
});

test('a rule whose pool has nobody: published, unallocated with its reason, and said', async () => {
  const { ws, outcome } = await calculated({
    allocation_rules: [{ category: 'compute', pool: 'datacenter', key: 'vcpu', types: 'MAINFRAME' }],
  });
  expect(outcome.code).toBe(0);
  expect(outcome.stderr).toContain('Unallocated: no resource of datacenter EB4 could receive by vcpu');
  expect(await ws.sql('select service_id, round(it_kwh::double, 9) as kwh from service_month')).toEqual([
    { service_id: null, kwh: 48 },
  ]);
});

test('a placement on a resource that has gone: it drops out, the others carry its part, and it is said', async () => {
  const placed = (resource_id: number) => ({ equipment_id: 'E1', resource_id, valid_from: FROM, weight: 1 });
  const { ws, outcome } = await calculated({ placements: [placed(1), placed(404)] });
  expect(outcome.code).toBe(0);
  expect(outcome.stderr).toContain(
    'had gone receive nothing on those days (equipment on resource): E1 on 404',
  );
  expect(await ws.sql('select service_id, round(it_kwh::double, 9) as kwh from service_month')).toEqual([
    { service_id: 10, kwh: 48 },
  ]);
});

test('a placement whose every resource has gone leaves its equipment unallocated', async () => {
  const { ws, outcome } = await calculated({
    placements: [{ equipment_id: 'E1', resource_id: 404, valid_from: FROM }],
  });
  expect(outcome.stderr).toContain('Unallocated: no placed resource existed that day');
  expect(await ws.sql('select service_id from service_month')).toEqual([{ service_id: null }]);
});

test('a factor of a future year is never used: exit 5 names the year, nothing is published', async () => {
  const { ws, outcome } = await calculated({
    emission_factors: ['A', 'B'].map((supplier_id) => ({
      supplier_id,
      year: 2027,
      scope2_kgco2e_per_kwh: 0.01,
    })),
    grid_factors: [{ country: 'FR', year: 2030, scope2_kgco2e_per_kwh: 0.05 }],
  });
  expect(outcome.code).toBe(5);
  expect(outcome.stderr).toContain('supplier A has no emission factor for 2026 or an earlier year');
  expect(outcome.stderr).toContain(
    'country FR of datacenter EB4 has no grid factor for 2026 or an earlier year',
  );
  expect(await ws.sql('select count(*) as n from published_day')).toEqual([{ n: 0 }]);
});

test.each([
  [
    'a negative weight',
    { placements: [{ equipment_id: 'E1', resource_id: 1, valid_from: FROM, weight: -1 }] },
    /placements\.csv:2.*weight.*'-1' is negative/,
  ],
  [
    'a negative weight in a key',
    { allocation_rules: [{ category: 'compute', pool: 'datacenter', key: 'vcpu*-1' }] },
    /allocation_rules\.csv:2.*key/,
  ],
  [
    'two mixes that overlap',
    {
      energy_mix: [
        { datacenter_id: 'EB4', supplier_id: 'A', valid_from: '2026-01-01', valid_to: FROM, share: 1 },
        { datacenter_id: 'EB4', supplier_id: 'B', valid_from: FROM, share: 1 },
      ],
    },
    /energy_mix\.csv: datacenter EB4, from 2026-01-15: shares sum to 2/,
  ],
])('%s: exit 2 with its place, and the ledger stays as it is', async (_, wrong: Reference, said) => {
  const ws = createWorkspace();
  ws.writeReference(REFERENCE);
  await ws.ok(['collect', 'reference']);
  const before = ws.fingerprint();
  ws.writeReference(wrong);
  const outcome = await ws.bilan(['collect', 'reference']);
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toMatch(said);
  expect(ws.fingerprint()).toBe(before);
});

test('suppliers that change within a month, each with its own factor on its own days', async () => {
  const { ws } = await calculated({
    energy_mix: [
      { datacenter_id: 'EB4', supplier_id: 'A', valid_from: '2026-01-01', valid_to: FROM, share: 1 },
      { datacenter_id: 'EB4', supplier_id: 'B', valid_from: TO, share: 1 },
    ],
  });
  const rows = await ws.sql(
    'select day, scope2_market_kgco2e / facility_kwh as f from equipment_day order by day',
  );
  expect(rows.map(({ day, f }) => [day, Number(Number(f).toFixed(12))])).toEqual([
    [FROM, 0.008],
    [TO, 0.01],
  ]);
});

test('an incomplete snapshot alone is no estate: it is said to be there, and what is left unallocated says why', async () => {
  const ws = createWorkspace();
  ws.writeReference(REFERENCE);
  const bounds = dayBounds(FROM, 'Europe/Paris');
  ws.write('power/a.csv', powerCsv(every({ ...bounds, stepMinutes: 5, watts: 1000 })));
  await ws.ok(['collect']);
  const calculate = () => ws.ok(['calculate', '--from', FROM, '--to', FROM]);
  expect((await calculate()).stderr).toContain('ITCare was never collected: everything is unallocated');
  await ws.publishEstate({
    takenAt: `${FROM}T06:00:00Z`,
    resources: [{ resource_id: 1n, service_id: 10n, vcpu: 4 }],
    unread: 'databases',
  });
  const { stderr } = await calculate();
  expect(stderr).toContain(
    'There is no complete snapshot of ITCare yet (the newest, itcare-000003, is incomplete): everything is unallocated',
  );
  expect(stderr).not.toContain('never collected');
  expect(await ws.sql('select resource_id, reason from resource_day')).toEqual([
    { resource_id: null, reason: 'there was no complete snapshot of ITCare' },
  ]);
});

test('what a notice or an error names cannot write to the terminal', async () => {
  const ws = createWorkspace();
  ws.writeReference({
    ...REFERENCE,
    equipment: [{ equipment_id: 'E\u001b[31m1', category: 'compute', datacenter_id: 'EB4' }],
  });
  const ghost = 'gh\u001b[2Jost';
  const bounds = dayBounds(FROM, 'Europe/Paris');
  ws.write('power/a.csv', powerCsv(every({ ...bounds, stepMinutes: 5, watts: 1000, equipment: ghost })));
  await ws.ok(['collect']);
  const { code, stderr } = await ws.bilan(['calculate', '--from', FROM, '--to', FROM]);
  expect(code).toBe(5);
  expect(stderr).toContain('is kept and not counted: gh\\x1b[2Jost\n');
  expect(stderr).toContain(`equipment E\\x1b[31m1 has no power on ${FROM}`);
  expect(stderr.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
});
