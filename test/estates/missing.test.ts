import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dayBounds, every, powerCsv, REFERENCE } from '../support/estate.ts';
import { createWorkspace, type Reference, type Workspace } from '../support/workspace.ts';

const DAY = '2026-01-15';
const NEXT = '2026-01-16';
const ZONE = 'Europe/Paris';
const bounds = { from: dayBounds(DAY, ZONE).from, to: dayBounds(NEXT, ZONE).to };

const collected = async (more: Reference = {}): Promise<Workspace> => {
  const ws = createWorkspace();
  ws.writeReference({ ...REFERENCE, ...more });
  ws.write('power/a.csv', powerCsv(every({ ...bounds, watts: 1000, stepMinutes: 5 })));
  await ws.ok(['collect', '-q']);
  return ws;
};

const calculate = (ws: Workspace, ...args: string[]) =>
  ws.bilan(['calculate', '--from', DAY, '--to', NEXT, ...args]);

const rowsOf = (more: Reference[string]): Reference[string] => more;
const MISSING: readonly { name: string; more: Reference; says: string; reason: RegExp }[] = [
  {
    name: 'PUE',
    more: { pue: [{ datacenter_id: 'EB4', period: DAY, pue: 1.3 }] },
    says: 'datacenter EB4 has no PUE for 2026-01-16, its month or its year',
    reason: /^no PUE of EB4$/,
  },
  {
    name: 'energy mix',
    more: {
      energy_mix: rowsOf([
        { datacenter_id: 'EB4', supplier_id: 'A', valid_from: '2026-01-01', valid_to: DAY, share: 1 },
      ]),
    },
    says: 'datacenter EB4 has no energy mix on 2026-01-16',
    reason: /^no energy mix of EB4$/,
  },
  {
    name: 'emission factor',
    more: {
      energy_mix: rowsOf([
        { datacenter_id: 'EB4', supplier_id: 'A', valid_from: '2026-01-01', valid_to: DAY, share: 1 },
        { datacenter_id: 'EB4', supplier_id: 'Z', valid_from: NEXT, share: 1 },
      ]),
    },
    says: 'supplier Z has no emission factor for 2026 or an earlier year',
    reason: /^no emission factor of a supplier of EB4$/,
  },
];

test.each(MISSING)(
  'a missing $name: exit 5 names it, nothing is published, --allow-missing publishes the rest',
  async (missing) => {
    const ws = await collected(missing.more);
    const refused = await calculate(ws);
    expect([refused.code, refused.stdout]).toEqual([5, '']);
    expect(refused.stderr).toContain(missing.says);
    expect(refused.stderr).toContain('run-000001 is kept as incomplete');
    expect(await ws.sql('select count(*) as n from equipment_day')).toEqual([{ n: 0 }]);
    expect(await ws.sql('select run_id, status from run')).toEqual([
      { run_id: 'run-000001', status: 'incomplete' },
    ]);
    expect(await ws.sql('select count(*) as n from equipment_day_all_runs where reason is not null')).toEqual(
      [{ n: 1 }],
    );
    // What was kept of the run stays readable by service and by resource, and nowhere else.
    for (const relation of ['service_month', 'resource_month']) {
      expect(await ws.sql(`from ${relation}`)).toEqual([]);
      expect(
        await ws.sql(`select run_id, days_covered, it_kwh::double as kwh from ${relation}_all_runs`),
      ).toEqual([{ run_id: 'run-000001', days_covered: 2, kwh: 48 }]);
    }
    const allowed = await calculate(ws, '--allow-missing');
    expect(allowed.code).toBe(0);
    expect(allowed.stderr).toContain(`missing: ${missing.says}`);
    const rows = await ws.sql(
      'select day, it_kwh::double as kwh, scope2_market_kgco2e, reason from equipment_day order by day',
    );
    expect(rows[0]).toMatchObject({ day: DAY, kwh: 24, reason: null });
    expect(rows[1]).toMatchObject({ day: NEXT, kwh: 24, scope2_market_kgco2e: null });
    expect(rows[1]?.reason).toMatch(missing.reason);
    const [month] = await ws.sql(
      'select days_covered, it_kwh::double as kwh, scope2_market_kgco2e from service_month',
    );
    expect(month).toMatchObject({
      days_covered: 2,
      kwh: 48,
      scope2_market_kgco2e: rows[0]?.scope2_market_kgco2e,
    });
  },
);

test('many pieces of equipment without power: each kind is said, a span of days at once, and where the rest is', async () => {
  const ids = Array.from({ length: 24 }, (_, i) => `Q${String(i).padStart(2, '0')}`);
  const ws = await collected({
    equipment: ['E1', ...ids].map((id) => ({ equipment_id: id, category: 'compute', datacenter_id: 'EB4' })),
    pue: [{ datacenter_id: 'EB4', period: '2025', pue: 1.3 }],
  });
  const refused = await calculate(ws);
  expect(refused.code).toBe(5);
  expect(refused.stderr.split('\n').filter((line) => line.startsWith('  '))).toEqual(
    [
      ...ids
        .slice(0, 20)
        .map((id) => `equipment ${id} has no power from ${DAY} to ${NEXT} nor enough in the 7 days before`),
      'and 4 more of kind power',
      `datacenter EB4 has no PUE for ${DAY} to ${NEXT}, its month or its year`,
      `all of them: bilan sql "from missing_input where run_id = 'run-000001'"`,
    ].map((line) => `  ${line}`),
  );
  expect(await ws.sql("select count(*) as n from missing_input where run_id = 'run-000001'")).toEqual([
    { n: 50 },
  ]);
  const { missing } = JSON.parse((await calculate(ws, '--allow-missing', '--json')).stdout);
  expect(missing).toHaveLength(25);
});

test('--allow-missing says on which days it takes the place of a complete run', async () => {
  const ws = await collected();
  expect((await calculate(ws)).code).toBe(0);
  ws.writeReference({ pue: [{ datacenter_id: 'EB4', period: DAY, pue: 1.3 }] });
  await ws.ok(['collect', 'reference', '-q']);
  // Refused, the complete run goes on speaking, and there is nothing to say.
  const said = 'takes the place of complete runs on days for which inputs are missing now';
  expect((await calculate(ws)).stderr).not.toContain(said);
  const speakers = 'select day, run_id, facility_kwh is null as is_unknown from equipment_day order by day';
  expect(await ws.sql(speakers)).toEqual(
    [DAY, NEXT].map((day) => ({ day, run_id: 'run-000001', is_unknown: false })),
  );
  const allowed = await calculate(ws, '--allow-missing');
  expect(allowed.stderr).toContain(`run-000003 ${said}: ${NEXT} (run-000001); `);
  expect(await ws.sql(speakers)).toEqual([
    { day: DAY, run_id: 'run-000003', is_unknown: false },
    { day: NEXT, run_id: 'run-000003', is_unknown: true },
  ]);
  expect((await calculate(ws, '--allow-missing')).stderr).not.toContain(said);
});

test('a country without a grid factor is missing, an earlier year stands in and is provisional', async () => {
  const none = await collected({
    grid_factors: [{ country: 'FR', year: 2027, scope2_kgco2e_per_kwh: 0.05 }],
  });
  const refused = await calculate(none);
  expect(refused.code).toBe(5);
  expect(refused.stderr).toContain(
    'country FR of datacenter EB4 has no grid factor for 2026 or an earlier year',
  );
  const earlier = await collected({
    grid_factors: [{ country: 'FR', year: 2025, scope2_kgco2e_per_kwh: 0.05 }],
  });
  expect((await calculate(earlier)).code).toBe(0);
  expect(
    await earlier.sql(
      'select distinct is_provisional, factor_year from equipment_day join grid_factor_day using (day, is_provisional)',
    ),
  ).toEqual([{ is_provisional: true, factor_year: 2025 }]);
  expect(await earlier.sql('select is_provisional from service_month')).toEqual([{ is_provisional: true }]);
});

test('power: none and no week before is missing; seven days before can stand in, the eighth cannot', async () => {
  const ws = createWorkspace();
  ws.writeReference({
    ...REFERENCE,
    equipment: ['E1', 'E2'].map((id) => ({ equipment_id: id, category: 'compute', datacenter_id: 'EB4' })),
  });
  const first = dayBounds('2026-01-08', ZONE);
  ws.write(
    'power/a.csv',
    powerCsv([
      ...every({ ...first, watts: 500, stepMinutes: 5 }),
      ...every({
        ...dayBounds('2026-01-07', ZONE),
        to: first.from - 300_000,
        watts: 500,
        stepMinutes: 5,
        equipment: 'E2',
      }),
    ]),
  );
  await ws.ok(['collect', '-q']);
  const { code, stderr } = await ws.bilan(['calculate', '--from', DAY, '--to', DAY]);
  expect(code).toBe(5);
  expect(stderr).toContain('equipment E2 has no power on 2026-01-15 nor enough in the 7 days before');
  expect(stderr).not.toContain('equipment E1 has');
  await ws.ok(['calculate', '--from', DAY, '--to', DAY, '--allow-missing']);
  expect(
    await ws.sql(
      'select coverage, measured_kwh::double as m, estimated_kwh::double as e, it_kwh, reason from equipment_day order by equipment_id',
    ),
  ).toEqual([
    { coverage: 0, m: 0, e: 12, it_kwh: '12.000000000000000000', reason: null },
    { coverage: 0, m: 0, e: null, it_kwh: null, reason: 'no power that day nor enough in the 7 days before' },
  ]);
});

test('a day that is not over in its zone: exit 5, and it is never published', async () => {
  const ws = await collected({
    datacenters: [
      { datacenter_id: 'EB4', name: 'EB4', country: 'FR', operation: 'owned', timezone: ZONE },
      { datacenter_id: 'NYC', name: 'NYC', country: 'FR', operation: 'owned', timezone: 'America/New_York' },
    ],
    equipment: [{ equipment_id: 'E1', category: 'compute', datacenter_id: 'EB4' }],
  });
  const calculateAt = (now: string, ...args: string[]) =>
    ws.bilan(['calculate', '--from', DAY, '--to', NEXT, ...args], { now });
  const refused = await calculateAt('2026-01-16T22:59:59Z');
  expect(refused.code).toBe(5);
  expect(refused.stderr).toContain('the day 2026-01-16 is not over in datacenter EB4');
  expect((await calculateAt('2026-01-16T22:59:59Z', '--allow-missing')).code).toBe(0);
  expect(await ws.sql('select day from published_day order by day')).toEqual([{ day: DAY }]);
  expect((await calculateAt('2026-01-16T23:00:00Z')).code).toBe(0);
  expect(await ws.sql('select day from published_day order by day')).toEqual([{ day: DAY }, { day: NEXT }]);
});

test('a day that is not over stays unpublished when it lacks its PUE as well', async () => {
  const ws = await collected({ pue: [{ datacenter_id: 'EB4', period: DAY, pue: 1.3 }] });
  const now = '2026-01-16T12:00:00Z';
  await ws.ok(['calculate', '--from', DAY, '--to', NEXT, '--allow-missing'], { now });
  expect(await ws.sql('select day from published_day order by day')).toEqual([{ day: DAY }]);
});

test('datacenters cut their days in their own zone', async () => {
  const ws = createWorkspace();
  const sites = [
    ['EB4', ZONE],
    ['NYC', 'America/New_York'],
    ['KTM', 'Asia/Kathmandu'],
  ] as const;
  ws.writeReference({
    ...REFERENCE,
    datacenters: sites.map(([id, timezone]) => ({
      datacenter_id: id,
      name: id,
      country: 'FR',
      operation: 'owned',
      timezone,
    })),
    equipment: sites.map(([id]) => ({ equipment_id: id, category: 'compute', datacenter_id: id })),
    pue: sites.map(([id]) => ({ datacenter_id: id, period: '2026', pue: 1 })),
    energy_mix: sites.map(([id]) => ({
      datacenter_id: id,
      supplier_id: 'A',
      valid_from: '2026-01-01',
      share: 1,
    })),
  });
  ws.write(
    'power/a.csv',
    powerCsv(
      sites.flatMap(([id, zone]) =>
        every({ ...dayBounds(DAY, zone), watts: 1000, stepMinutes: 5, equipment: id }),
      ),
    ),
  );
  await ws.ok(['collect', '-q']);
  await ws.ok(['calculate', '--from', DAY, '--to', DAY]);
  const rows = await ws.sql(
    'select equipment_id, it_kwh::double as kwh, coverage, sample_count from equipment_day order by 1',
  );
  expect(rows).toEqual(
    ['EB4', 'KTM', 'NYC'].map((id) => ({ equipment_id: id, kwh: 24, coverage: 1, sample_count: 288 })),
  );
});

test('equipment has rows from its first to its last day in service, both whole', async () => {
  const ws = await collected({
    equipment: [
      { equipment_id: 'E1', category: 'compute', datacenter_id: 'EB4', in_service_on: DAY, retired_on: DAY },
    ],
  });
  await ws.ok(['calculate', '--from', '2026-01-13', '--to', '2026-01-18']);
  expect(await ws.sql('select day, it_kwh::double as kwh, coverage from equipment_day_all_runs')).toEqual([
    { day: DAY, kwh: 24, coverage: 1 },
  ]);
  expect((await ws.bilan(['calculate', '--from', NEXT, '--to', NEXT])).stderr).toContain(
    'no equipment is in service in the period',
  );
});

test('without reference files: exit 5 says what to do', async () => {
  const ws = createWorkspace();
  const { code, stderr } = await ws.bilan(['calculate', '--month', '2026-01']);
  expect(code).toBe(5);
  expect(stderr).toContain('bilan collect reference');
});

test('a sample part that was altered or is gone: exit 6 names it, the run is not made', async () => {
  const ws = await collected();
  const folder = join(ws.dir, 'samples', 'day=2026-01-15');
  const [name = ''] = readdirSync(folder);
  writeFileSync(join(folder, name), 'x');
  const altered = await calculate(ws);
  expect(altered.code).toBe(6);
  expect(altered.stderr).toContain(name);
  rmSync(join(folder, name));
  expect(await calculate(ws)).toMatchObject({ code: 6, stderr: expect.stringContaining(name) });
});

test('an incomplete run speaks for no day without equipment: what a complete run said of it stays', async () => {
  const ws = await collected();
  expect((await calculate(ws)).code).toBe(0);
  const before = await ws.sql('select day, run_id from published_day');
  ws.writeReference({
    ...REFERENCE,
    equipment: [
      { equipment_id: 'E1', category: 'compute', datacenter_id: 'EB4', in_service_on: '2030-01-01' },
    ],
  });
  await ws.ok(['collect', 'reference', '-q']);
  expect((await calculate(ws, '--allow-missing')).stderr).toContain(
    'missing: no equipment is in service in the period',
  );
  expect(await ws.sql('select run_id, status from run order by run_id')).toMatchObject([
    { status: 'complete' },
    { status: 'incomplete' },
  ]);
  expect(await ws.sql('select day, run_id from published_day')).toEqual(before);
});

test('a day that is not over in a zone west of UTC is not published, whatever is allowed to be missing', async () => {
  const ws = await collected({
    datacenters: [
      { datacenter_id: 'EB4', name: 'EB4', country: 'FR', operation: 'owned', timezone: 'Pacific/Pago_Pago' },
    ],
  });
  // 23:00 of that day in Pago Pago, the next day in UTC.
  const outcome = await ws.bilan(['calculate', '--from', DAY, '--to', DAY, '--allow-missing'], {
    now: `${NEXT}T10:00:00Z`,
  });
  expect(outcome.stderr).toContain('is not over');
  expect(await ws.sql('from published_day')).toEqual([]);
});
