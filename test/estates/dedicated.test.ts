import { expect, test } from 'vitest';
import { dayBounds, every, powerCsv, REFERENCE } from '../support/estate.ts';
import { createWorkspace, type Workspace } from '../support/workspace.ts';

const DAY = '2026-01-15';
const { from, to } = dayBounds(DAY, 'Europe/Paris');

/** 24 kWh each of a host and of two machines that belong to somebody. */
const workspace = async (): Promise<Workspace> => {
  const ws = createWorkspace();
  ws.writeReference({
    ...REFERENCE,
    equipment: [
      { equipment_id: 'E1', category: 'compute', datacenter_id: 'EB4' },
      { equipment_id: 'CZ0001', category: 'compute', datacenter_id: 'EB4' },
      { equipment_id: 'M2', name: 'dedicated-2', category: 'storage', datacenter_id: 'EB4' },
    ],
  });
  ws.write(
    'power/a.csv',
    powerCsv(
      ['E1', 'CZ0001', 'M2'].flatMap((equipment) =>
        every({ from, to, stepMinutes: 5, watts: 1000, equipment }),
      ),
    ),
  );
  await ws.ok(['collect']);
  await ws.publishEstate({
    takenAt: '2026-01-15T12:00:00Z',
    resources: [
      { resource_id: 1n, service_id: 10n, vcpu: 4 },
      { resource_id: 2n, service_id: 10n, name: 'dedicated-2', vcpu: 4 },
      { resource_id: 3n, service_id: 11n, serial: 'CZ0001', status: 'INACTIVE' },
      { resource_id: 4n, service_id: 11n, name: 'dedicated-2', raw: '{"hardwares":{"name":"dedicated-2"}}' },
    ],
  });
  return ws;
};

const kwh = async (ws: Workspace) => {
  await ws.ok(['calculate', '--from', DAY, '--to', DAY]);
  const rows = await ws.sql(
    'select resource_id, equipment_category as c, sum(it_kwh)::double as kwh from resource_day group by all order by 1, 2',
  );
  return rows.map((row) => [row.resource_id, row.c, Number(Number(row.kwh).toFixed(9))]);
};

test('a dedicated machine carries its equipment whole; one of the same name that is virtual does not', async () => {
  expect(await kwh(await workspace())).toEqual([
    [1, 'compute', 12],
    [2, 'compute', 12],
    [3, 'compute', 24],
    [4, 'storage', 24],
  ]);
});

test('placements.csv wins', async () => {
  const ws = await workspace();
  ws.writeReference({
    placements: [
      { equipment_id: 'CZ0001', resource_id: 1, valid_from: '2026-01-01', valid_to: '2026-01-31' },
    ],
  });
  await ws.ok(['collect', 'reference']);
  expect(await kwh(ws)).toEqual([
    [1, 'compute', 36],
    [2, 'compute', 12],
    [4, 'storage', 24],
  ]);
});
