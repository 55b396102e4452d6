import { expect, test } from 'vitest';
import { dayBounds, every, powerCsv, REFERENCE } from '../support/estate.ts';
import { createWorkspace, type EstateRows, type Reference, type Workspace } from '../support/workspace.ts';

const DAY = '2026-01-15';
const TAKEN = '2026-01-15T12:00:00Z';
const { from, to } = dayBounds(DAY, 'Europe/Paris');

/** A run over the day: every equipment draws 100 kWh; without PUE and at 1 kg/kWh on the market basis. */
const run = async (
  resources: EstateRows['resources'],
  more: Reference = {},
  equipment: Reference[string] = [{ equipment_id: 'E1', category: 'compute', datacenter_id: 'EB4' }],
): Promise<Workspace> => {
  const ws = createWorkspace();
  ws.writeReference({
    ...REFERENCE,
    equipment,
    pue: [{ datacenter_id: 'EB4', period: '2026', pue: 1 }],
    emission_factors: ['A', 'B'].map((supplier_id) => ({
      supplier_id,
      year: 2026,
      scope2_kgco2e_per_kwh: 1,
    })),
    ...more,
  });
  const ids = equipment.map((row) => String(row.equipment_id));
  ws.write(
    'power/a.csv',
    powerCsv(ids.flatMap((id) => every({ from, to, stepMinutes: 5, watts: 100_000 / 24, equipment: id }))),
  );
  await ws.ok(['collect']);
  if (resources.length > 0) await ws.publishEstate({ takenAt: TAKEN, resources });
  await ws.ok(['calculate', '--from', DAY, '--to', DAY]);
  return ws;
};

const kilograms = async (ws: Workspace) =>
  (
    await ws.sql(
      'select resource_id, sum(scope2_market_kgco2e)::double as kg from resource_day group by resource_id order by resource_id nulls last',
    )
  ).map(({ resource_id: id, kg }) => [id, Number(Number(kg).toFixed(9))]);

// Source: golden-cases A1, by hand.
test('A1: one host of 100 kg over 4, 8 and 4 vCPU gives 25, 50 and 25', async () => {
  const ws = await run([
    { resource_id: 1n, service_id: 10n, vcpu: 4 },
    { resource_id: 2n, service_id: 10n, vcpu: 8 },
    { resource_id: 3n, service_id: 11n, vcpu: 4 },
  ]);
  expect(await kilograms(ws)).toEqual([
    [1, 25],
    [2, 50],
    [3, 25],
  ]);
  const services = await ws.sql('select service_id, total_market_kgco2e as kg from service_month order by 1');
  expect(services.map(({ service_id: id, kg }) => [id, Number(kg).toFixed(9)])).toEqual([
    [10, '75.000000000'],
    [11, '25.000000000'],
  ]);
  expect(await ws.sql('select distinct is_estate_assumed from resource_day')).toEqual([
    { is_estate_assumed: false },
  ]);
});

// Source: golden-cases A2: one share for all measures, never shares added up.
test('A2: a machine that takes a whole host carries 1 × its footprint', async () => {
  const ws = await run([{ resource_id: 1n, service_id: 10n, vcpu: 16, ram_gb: 64, storage_gb: 500 }], {
    allocation_rules: [
      { category: 'compute', pool: 'datacenter', key: 'vcpu*0.5+ram_gb*0.3+storage_gb*0.2' },
    ],
  });
  expect(await kilograms(ws)).toEqual([[1, 100]]);
});

// Source: golden-cases A3, by hand.
test('A3: the only tenant carries everything', async () => {
  const ws = await run([{ resource_id: 1n, service_id: 10n, vcpu: 2 }]);
  expect(await ws.sql('select service_id, total_market_kgco2e::double as kg from service_month')).toEqual([
    { service_id: 10, kg: 100 },
  ]);
});

test('A3: nobody eligible: all is unallocated, nothing is lost, the reason is there', async () => {
  const ws = await run([{ resource_id: 1n, service_id: 10n, vcpu: 2, status: 'INACTIVE' }]);
  expect(await kilograms(ws)).toEqual([[null, 100]]);
  expect(
    await ws.sql(
      'select service_id, resource_id, reason from resource_day join pool_day using (day, run_id, reason)',
    ),
  ).toEqual([
    { service_id: null, resource_id: null, reason: 'no resource of datacenter EB4 could receive by vcpu' },
  ]);
  expect(await ws.sql('select service_id, total_market_kgco2e::double as kg from service_month')).toEqual([
    { service_id: null, kg: 100 },
  ]);
});

test('A3: without any estate all is unallocated', async () => {
  expect(await kilograms(await run([]))).toEqual([[null, 100]]);
});

test('the default rules together: nodes, AIX beside power equipment, storage, backup, object, network', async () => {
  const ws = await run(
    [
      { resource_id: 1n, service_id: 10n, vcpu: 6, storage_gb: 100, backup_gb: 50 },
      { resource_id: 2n, service_id: 11n, type: 'AIX', vcpu: 8, storage_gb: 300 },
      // A cluster known by its size only; its two nodes share it.
      { resource_id: 3n, service_id: 12n, vcpu: 4, storage_gb: 400, backup_gb: 150 },
      { resource_id: 4n, parent_id: 3n },
      { resource_id: 5n, parent_id: 3n },
      // A stopped machine keeps its storage.
      { resource_id: 6n, service_id: 13n, status: 'INACTIVE', vcpu: 100, storage_gb: 200 },
    ],
    {},
    [
      { equipment_id: 'X86', category: 'compute', subcategory: 'x86', datacenter_id: 'EB4' },
      { equipment_id: 'P10', category: 'compute', subcategory: 'power', datacenter_id: 'EB4' },
      { equipment_id: 'SAN', category: 'storage', subcategory: 'san', datacenter_id: 'EB4' },
      { equipment_id: 'VTL', category: 'storage', subcategory: 'backup', datacenter_id: 'EB4' },
      { equipment_id: 'S3', category: 'storage', subcategory: 'object', datacenter_id: 'EB4' },
      { equipment_id: 'SW', category: 'network', subcategory: 'switch', datacenter_id: 'EB4' },
    ],
  );
  const rows = await ws.sql(
    `select resource_id, service_id, equipment_category as category, sum(it_kwh)::double as kwh from resource_day
     group by all order by 3, 1 nulls last`,
  );
  const by = (category: string) =>
    rows
      .filter((row) => row.category === category)
      .map((row) => [row.resource_id, row.service_id, Number(row.kwh)]);
  expect(by('compute')).toEqual([
    [1, 10, 60],
    [2, 11, 100],
    [4, 12, 20],
    [5, 12, 20],
  ]);
  // 100 kWh by storage (100, 300, 200, 200, 200 of 1000), 100 by backup (50, 75, 75 of 200), 100 of objects for nobody.
  expect(by('storage')).toEqual([
    [1, 10, 10 + 25],
    [2, 11, 30],
    [4, 12, 20 + 37.5],
    [5, 12, 20 + 37.5],
    [6, 13, 20],
    [null, null, 100],
  ]);
  const received = { 1: 95, 2: 130, 4: 77.5, 5: 77.5, 6: 20 };
  expect(by('network').map(([id, service, kwh]) => [id, service, Number(kwh).toFixed(9)])).toEqual(
    [1, 2, 4, 5, 6].map((id) => [
      id,
      { 1: 10, 2: 11, 4: 12, 5: 12, 6: 13 }[id],
      (received[id as 1] / 4).toFixed(9),
    ]),
  );
});

// Source: golden-cases G1, by hand: phases begin on their milestone's day, whatever zone is configured.
test.each(['Europe/Paris', 'Pacific/Auckland', 'America/Los_Angeles'])(
  'G1: Debian 11 under %s',
  async (zone) => {
    const ws = createWorkspace(`database: bilan.duckdb\ntimezone: ${zone}\n`);
    await ws.publishEstate({
      takenAt: '2026-08-31T23:30:00Z',
      resources: [
        {
          resource_id: 1n,
          released_on: '2021-08-14',
          extended_support_on: '2024-08-15',
          end_of_support_on: '2026-09-01',
        },
        { resource_id: 2n },
      ],
    });
    const phases = await ws.sql(
      `select d, resource_id, support_phase from (values ('2024-08-14'), ('2024-08-15'), ('2026-08-31'), ('2026-09-01')) as v(d),
       lateral (select * from resource_phase_on(v.d)) order by resource_id, d`,
    );
    expect(phases.map((row) => row.support_phase)).toEqual([
      'STANDARD',
      'EXTENDED',
      'EXTENDED',
      'END_OF_SUPPORT',
      'UNKNOWN',
      'UNKNOWN',
      'UNKNOWN',
      'UNKNOWN',
    ]);
    expect(
      await ws.sql("select support_phase from resource_phase_on('2026-08-31') where resource_id = 1"),
    ).toEqual([{ support_phase: 'EXTENDED' }]);
  },
);
