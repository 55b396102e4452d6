import { expect, test } from 'vitest';
import { dayBounds, every, powerCsv, REFERENCE } from '../support/estate.ts';
import { createWorkspace } from '../support/workspace.ts';

const DAY = '2026-01-15';
const { from, to } = dayBounds(DAY, 'Europe/Paris');

test('nodes roll up to the cluster that the day knows, under its name, and no amount is lost', async () => {
  const ws = createWorkspace();
  ws.writeReference({
    ...REFERENCE,
    equipment: [
      { equipment_id: 'E1', category: 'compute', datacenter_id: 'EB4' },
      { equipment_id: 'E2', category: 'storage', datacenter_id: 'EB4' },
      { equipment_id: 'O1', category: 'storage', subcategory: 'object', datacenter_id: 'EB4' },
    ],
  });
  ws.write(
    'power/a.csv',
    powerCsv(
      ['E1', 'E2', 'O1'].flatMap((id) => every({ from, to, stepMinutes: 5, watts: 1000, equipment: id })),
    ),
  );
  await ws.ok(['collect']);
  await ws.publishEstate({
    takenAt: `${DAY}T06:00:00Z`,
    resources: [
      { resource_id: 1n, service_id: 10n, name: 'cluster' },
      { resource_id: 2n, service_id: 10n, name: 'node 2', parent_id: 1n, vcpu: 2, storage_gb: 10 },
      { resource_id: 3n, service_id: 10n, name: 'node 3', parent_id: 1n, vcpu: 4, storage_gb: 20 },
      { resource_id: 4n, service_id: 11n, name: 'node of another service', parent_id: 1n, vcpu: 1 },
      { resource_id: 5n, service_id: 11n, name: 'alone', vcpu: 1, storage_gb: 10 },
      { resource_id: 6n, service_id: 11n, name: 'its parent has gone', parent_id: 99n, vcpu: 2 },
    ],
  });
  await ws.ok(['calculate', '--from', DAY, '--to', DAY]);
  const rows = await ws.sql(
    `select resource_id, resource_name, service_id, equipment_category as category, round(it_kwh::double, 9) as kwh
     from resource_rollup_day order by category, resource_id nulls last, service_id`,
  );
  expect(
    rows.map((row) => [row.category, row.resource_id, row.resource_name, row.service_id, row.kwh]),
  ).toEqual([
    ['compute', 1, 'cluster', 10, 14.4],
    ['compute', 1, 'cluster', 11, 2.4],
    ['compute', 5, 'alone', 11, 2.4],
    ['compute', 6, 'its parent has gone', 11, 4.8],
    ['storage', 1, 'cluster', 10, 18],
    ['storage', 5, 'alone', 11, 6],
    ['storage', null, null, null, 24],
  ]);
  const sums = `sum(it_kwh) as it, sum(facility_kwh) as facility, sum(scope2_market_kgco2e) as market, sum(scope3_location_kgco2e) as location,
    bool_or(reason is not null) as has_reason`;
  expect(await ws.sql(`select ${sums} from resource_rollup_day`)).toEqual(
    await ws.sql(`select ${sums} from resource_day`),
  );
});
