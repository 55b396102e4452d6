import { expect, test } from 'vitest';
import { instance, prepared, publish, TOO_OLD, twoMachines } from '../support/two-machines.ts';

test('every evaluation is kept: since when, and which snapshot showed that it was fixed', async () => {
  const ws = await prepared();
  await ws.ok(TOO_OLD, { now: '2026-03-02T09:00:00Z' });
  await publish(ws, '2026-03-03T08:00:00Z', {
    ...twoMachines('2026-03-03T02:00:00Z'),
    resource: [instance(1, '2026-03-01T08:00:00Z'), instance(2, '2026-03-03T02:00:00Z')],
  });
  await ws.ok(TOO_OLD, { now: '2026-03-03T09:00:00Z' });
  const results = await ws.sql(
    'select snapshot_id, resource, service_id, severity, status, waived_until from control_result order by evaluated_at, resource',
  );
  expect(results.map((row) => [row.snapshot_id, row.resource, row.status])).toEqual([
    ['itcare-000002', '1', 'ok'],
    ['itcare-000002', '2', 'alarm'],
    ['itcare-000003', '1', 'alarm'],
    ['itcare-000003', '2', 'ok'],
  ]);
  expect(results[0]).toMatchObject({ service_id: 7, severity: 'alarm', waived_until: null });
  expect(
    await ws.sql(
      'select resource, since_snapshot_id, fixed_by_snapshot_id, fixed_as from control_history order by resource',
    ),
  ).toEqual([
    { resource: '1', since_snapshot_id: 'itcare-000003', fixed_by_snapshot_id: null, fixed_as: null },
    {
      resource: '2',
      since_snapshot_id: 'itcare-000002',
      fixed_by_snapshot_id: 'itcare-000003',
      fixed_as: 'ok',
    },
  ]);
  expect(await ws.sql('select resource, since_snapshot_id from control_finding')).toEqual([
    { resource: '1', since_snapshot_id: 'itcare-000003' },
  ]);
});

test('what does not change is kept once, however often it is asked', async () => {
  const ws = await prepared();
  for (const hour of ['09', '10', '11']) await ws.ok(TOO_OLD, { now: `2026-03-02T${hour}:00:00Z` });
  expect(await ws.sql('select count(*) as n from raw.control_change')).toEqual([{ n: 2 }]);
  expect(await ws.sql('select count(*) as n from control_result')).toEqual([{ n: 6 }]);
});

test('waivers: covered alarms are shown and fail nothing, expired ones count, useless ones are said', async () => {
  const row = (facts: object) => ({
    control: 'backup_too_old',
    resource_id: '',
    service_id: '',
    owner: 'a.leroy',
    reason: 'r',
    ...facts,
  });
  const ws = await prepared(twoMachines(), {
    waivers: [
      row({ resource_id: 'srv-2', expires_on: '2026-03-02' }),
      row({ service_id: '99', expires_on: '2026-12-31' }),
    ],
  });
  const until = await ws.bilan([...TOO_OLD, '--fail-on', 'alarm'], { now: '2026-03-02T21:00:00Z' });
  expect([until.code, until.stderr]).toEqual([
    0,
    'waivers.csv: matches nothing that was found: backup_too_old service 99 (a.leroy, until 2026-12-31)\n',
  ]);
  expect(until.stdout).toContain('waived until 2026-03-02');
  expect(await ws.sql("select resource, waived_until from control_result where status = 'alarm'")).toEqual([
    { resource: '2', waived_until: '2026-03-02' },
  ]);
  // The day is the configured zone's: 23:30 in London is the next day in Paris.
  const after = await ws.bilan([...TOO_OLD, '--fail-on', 'alarm'], { now: '2026-03-02T23:30:00Z' });
  expect(after.code).toBe(3);
  expect(after.stderr).toMatch(
    /waivers\.csv: expired, its findings count again: backup_too_old resource srv-2/,
  );
});
