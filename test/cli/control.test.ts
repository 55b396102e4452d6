import { afterAll, beforeAll, expect, test } from 'vitest';
import { REFERENCE } from '../support/estate.ts';
import { instance, NOW, prepared, publish, TAKEN, TOO_OLD, twoMachines } from '../support/two-machines.ts';
import { createWorkspace, type Workspace } from '../support/workspace.ts';

let shared: Workspace;
beforeAll(async () => {
  shared = await prepared(twoMachines(), {}, true);
});
afterAll(() => shared.dispose());

test('B1: with grace 0 exactly 24 h is in order and 24 h 1 s an alarm; --fail-on makes it exit 3', async () => {
  const ws = await prepared();
  const { code, stdout } = await ws.bilan([...TOO_OLD, '--json'], NOW);
  expect(code).toBe(0);
  const { controls, by_severity: bySeverity } = JSON.parse(stdout);
  expect(controls).toHaveLength(1);
  expect(controls[0].parameters).toEqual({ grace_hours: '0' });
  expect(controls[0].findings).toMatchObject([
    {
      resource: '1',
      status: 'ok',
      service_id: 7,
      service_name: 'Pay - PRODUCTION',
      evidence: { age_h: 24, max_age_h: 24 },
    },
    {
      resource: '2',
      resource_name: 'srv-2',
      status: 'alarm',
      evidence: { policy: 'Daily', last_backup_at: '2026-03-01T07:59:59+00:00' },
    },
  ]);
  expect(bySeverity.alarm).toEqual({ alarm: 1, waived: 0, info: 0, ok: 1, skip: 0 });
  const failed = await ws.bilan([...TOO_OLD, '--fail-on', 'alarm'], NOW);
  expect(failed.code).toBe(3);
  expect(failed.stderr).toMatch(
    /1 finding at or above alarm\n {2}backup_too_old 2 srv-2: the last backup is/,
  );
  expect(failed.stdout).toMatch(/alarm +backup_too_old +1 +0 +0 +1 +0/);
  const granted = await ws.bilan(
    ['control', 'backup_too_old', '--param', 'backup_too_old.grace_hours=1', '--fail-on', 'info'],
    NOW,
  );
  expect(granted.code).toBe(0);
});

test('inputs that are missing are a skip with a reason, and no finding', async () => {
  const ws = await prepared();
  const { code, stdout } = await ws.bilan(['control', '--json', '--param', 'grace_hours=0'], NOW);
  expect(code).toBe(0);
  const { controls } = JSON.parse(stdout);
  expect(controls.length).toBeGreaterThan(30);
  const skipped = controls.filter((control: { skip_reason: string | null }) => control.skip_reason !== null);
  expect(
    skipped.map((control: { control: string; skip_reason: string }) => [
      control.control,
      control.skip_reason,
    ]),
  ).toEqual([
    ['lifecycle_conflict', 'inputs are missing: no rows of lifecycle.csv, no rows of product_map.csv'],
    ['lifecycle_unmatched', 'inputs are missing: no rows of lifecycle.csv, no rows of product_map.csv'],
    ['power_of_unknown_equipment', 'inputs are missing: no power was collected'],
    ['pue_above_5', 'inputs are missing: no calculated day'],
    ['pue_not_daily', 'inputs are missing: no calculated day'],
  ]);
  const empty = createWorkspace();
  empty.writeReference(REFERENCE);
  await empty.ok(['collect', 'reference']);
  const none = await empty.bilan(['control', '--fail-on', 'info', '--format', 'csv']);
  expect(none.code).toBe(0);
  expect(none.stdout).toMatch(
    /^backup_too_old,alarm,,,,,skip,"?inputs are missing: no complete snapshot of ITCare/m,
  );
  expect((await createWorkspace().bilan(['control'])).code).toBe(2);
});

test('the other formats say the same, and text stays text', async () => {
  const name = '=1+1 <&"\u0001';
  const ws = await prepared({ ...twoMachines(), resource: [instance(1, '2026-01-01T00:00:00Z', { name })] });
  const csv = await ws.ok([...TOO_OLD, '--format', 'csv'], NOW);
  expect(csv.stdout.split('\n')[0]).toBe(
    'control,severity,resource,resource_name,service_id,service_name,status,reason,waived_until,evidence',
  );
  expect(csv.stdout).toContain(`backup_too_old,alarm,1,"'=1+1 <&""\u0001",7,Pay - PRODUCTION,alarm,`);
  const junit = await ws.ok([...TOO_OLD, '--format', 'junit'], NOW);
  expect(junit.stdout).toMatch(
    /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="bilan control" tests="1" failures="1" errors="0" skipped="0">/,
  );
  expect(junit.stdout).toContain(
    '<testcase classname="backup_too_old" name="1 =1+1 &lt;&amp;&quot;?"><failure type="alarm" message="the last backup',
  );
  const md = await ws.ok([...TOO_OLD, '--format', 'md'], NOW);
  expect(md.stdout).toContain('| alarm | 1 | 0 | 0 | 0 | 0 |');
  expect(md.stdout).toContain('=1+1 \\<&"\\x01');
  const table = await ws.ok([...TOO_OLD], NOW);
  expect(table.stdout).not.toContain('\u0001');
  const failed = await ws.bilan([...TOO_OLD, '--fail-on', 'alarm'], NOW);
  expect(failed.stderr).toContain('backup_too_old 1 =1+1 <&"\\x01: the last backup');
});

test('own controls: a folder of bilan.yaml, with parameters and severity of their own', async () => {
  const ws = createWorkspace('database: bilan.duckdb\nreference: reference\ncontrols: [rules]\n');
  ws.writeReference(REFERENCE);
  ws.write(
    'rules/few_cores.sql',
    `-- title: Few cores
-- severity: warning
-- param cores = 4: at least so many
with params as (select cast($cores as double) as cores)
select r.resource_id as resource, case when r.vcpu < p.cores then 'alarm' else 'ok' end as status, 'vCPU ' || r.vcpu as reason, r.vcpu
from resource as r cross join params as p`,
  );
  await ws.ok(['collect', 'reference'], NOW);
  await publish(ws, TAKEN, twoMachines());
  expect((await ws.bilan(['control', 'few_cores', '--fail-on', 'alarm'], NOW)).code).toBe(0);
  const failed = await ws.bilan(['control', 'few_cores', '--fail-on', 'warning'], NOW);
  expect(failed.code).toBe(3);
  // The service is the resource's where the control names none.
  expect(failed.stdout).toMatch(/7 +Pay - PRODUCTION +0 +2 +0 +0/);
  expect(
    (await ws.bilan(['control', 'few_cores', '--fail-on', 'warning', '--param', 'cores=1'], NOW)).code,
  ).toBe(0);
  ws.write('rules/bad.sql', 'select nothing as resource from nowhere');
  const bad = await ws.bilan(['control', 'bad'], NOW);
  expect([bad.code, bad.stderr]).toEqual([2, expect.stringMatching(/rules\/bad\.sql: .*nowhere/)]);
  ws.write('rules/bad.sql', "select 1 as resource, 'red' as status, null as reason");
  expect((await ws.bilan(['control', 'bad'], NOW)).stderr).toMatch(
    /the status red is none: expected alarm, info, ok, skip/,
  );
  ws.write('rules/bad.sql', "copy (select 1) to 'x'");
  expect((await ws.bilan(['control', 'bad'], NOW)).code).toBe(2);
});

test.each([
  [['control', 'backup_to_old'], /no control backup_to_old; did you mean 'backup_too_old'/],
  [
    ['control', '--param', 'grace_hour=0'],
    /--param grace_hour: no evaluated control has it; did you mean 'grace_hours'/,
  ],
  [['control', '--param', 'x'], /--param x: expected name=value/],
  [
    ['control', 'backup_too_old', '--param', 'grace_hours=much'],
    /backup_too_old\.sql \(parameters grace_hours\)/,
  ],
  [['control', '--fail-on', 'high'], /Allowed choices are info, warning, alarm/],
  [['control', '--format', 'xml'], /Allowed choices are table, json, junit, csv, md/],
])('%j is exit 2', async (args, message) => {
  const { code, stderr } = await shared.bilan(args, NOW);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});
