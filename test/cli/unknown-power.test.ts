import { expect, test } from 'vitest';
import { powerCsv, REFERENCE } from '../support/estate.ts';
import { createWorkspace } from '../support/workspace.ts';

const at = (text: string): number => Date.parse(text);
const CONTROL = ['control', 'power_of_unknown_equipment'];

/** E1 is in equipment.csv; GHOST is not, and one of its two days has nothing but a rejected sample. */
const POWER = powerCsv([
  { equipment: 'E1', at: at('2026-01-15T10:00:00Z'), watts: 100 },
  { equipment: 'GHOST', at: at('2026-01-15T10:00:00Z'), watts: 100 },
  { equipment: 'GHOST', at: at('2026-01-15T10:01:00Z'), watts: 100, feed: 'B' },
  { equipment: 'GHOST', at: at('2026-01-16T10:00:00Z'), watts: -5 },
]);

test('power of equipment that equipment.csv does not know is listed and an alarm, until the file has it', async () => {
  const ws = createWorkspace();
  ws.writeReference(REFERENCE);
  ws.write('power/a.csv', POWER);
  await ws.ok(['collect', 'reference'], { now: '2026-01-20T08:00:00Z' });
  const before = await ws.ok([...CONTROL, '--json'], { now: '2026-01-20T08:30:00Z' });
  expect(JSON.parse(before.stdout).controls[0].skip_reason).toBe(
    'inputs are missing: no power was collected',
  );
  // Collecting the same again tells nothing new.
  for (const hour of ['09', '10'])
    await ws.ok(['collect', 'power', '--month', '2026-01'], { now: `2026-01-20T${hour}:00:00Z` });
  expect(await ws.sql('select count(*) as n from raw.metered_day')).toEqual([{ n: 3 }]);
  expect(await ws.sql('from unknown_equipment')).toEqual([
    { equipment_id: 'GHOST', first_day: '2026-01-15', last_day: '2026-01-16', days: 2 },
  ]);

  const found = await ws.bilan([...CONTROL, '--fail-on', 'alarm'], { now: '2026-01-20T11:00:00Z' });
  expect(found.code).toBe(3);
  expect(found.stderr).toContain(
    'power_of_unknown_equipment GHOST: equipment.csv has no GHOST; its power of 2 days (2026-01-15 to 2026-01-16) is kept and not counted',
  );
  expect(found.stdout).toMatch(/\(no service\) +1 +0 +0 +0/);
  ws.writeReference({
    ...REFERENCE,
    equipment: [
      ...(REFERENCE.equipment ?? []),
      { equipment_id: 'GHOST', category: 'network', datacenter_id: 'EB4' },
    ],
  });
  await ws.ok(['collect', 'reference'], { now: '2026-01-21T08:00:00Z' });
  expect((await ws.bilan([...CONTROL, '--fail-on', 'alarm'], { now: '2026-01-21T09:00:00Z' })).code).toBe(0);
  expect(await ws.sql('from unknown_equipment')).toEqual([]);
  expect(await ws.sql('select resource, fixed_as from control_history')).toEqual([
    { resource: 'GHOST', fixed_as: 'ok' },
  ]);
});

test('an equipment whose name is the id of a resource is not that resource', async () => {
  const ws = createWorkspace();
  ws.writeReference(REFERENCE);
  ws.write('power/a.csv', powerCsv([{ equipment: '42', at: at('2026-01-15T10:00:00Z'), watts: 1 }]));
  await ws.publishEstate({
    takenAt: '2026-01-15T08:00:00Z',
    services: [{ service_id: 7n, name: 'Pay' }],
    resources: [{ resource_id: 42n, name: 'srv-42', service_id: 7n }],
  });
  const NOW = { now: '2026-01-20T08:00:00Z' };
  await ws.ok(['collect', 'reference', 'power', '--month', '2026-01'], NOW);
  const { controls } = JSON.parse((await ws.ok([...CONTROL, '--json'], NOW)).stdout);
  expect(controls[0].findings).toMatchObject([
    { resource: '42', resource_name: null, service_id: null, status: 'alarm' },
  ]);
});
