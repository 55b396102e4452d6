import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWork } from '../../src/store/duckdb.ts';
import { publishEstate } from '../../src/store/publish-itcare.ts';
import { REFERENCE } from '../support/estate.ts';
import {
  backupPolicyRow,
  batchesOf,
  type Estate,
  platformRow,
  resourceRow,
  serviceRow,
  yielding,
} from '../support/estate-rows.ts';
import { createWorkspace, type Reference, type Workspace } from '../support/workspace.ts';

const publish = async (ws: Workspace, takenAt: string, estate: Estate): Promise<void> => {
  const work = await openWork();
  try {
    const ledger = join(ws.dir, 'bilan.duckdb');
    await publishEstate(work, ledger, yielding(batchesOf(estate), Date.parse(takenAt)));
  } finally {
    await work.close();
  }
};

const DAILY = '{"daily":{"frequency":1,"retention":28}}';
const daily = (id: number, facts: object = {}) =>
  backupPolicyRow('daily', {
    scope: 'attached',
    resource_id: BigInt(id),
    name: 'Daily',
    is_replicated: true,
    frequencies: DAILY,
    ...facts,
  });

const instance = (id: number, lastBackup: string, facts: object = {}) =>
  resourceRow(id, {
    name: `srv-${id}`,
    service_id: 7n,
    environment: 'PRODUCTION',
    category: 'INSTANCES',
    type: 'LINUX',
    status: 'ACTIVE',
    datacenter_id: 'EB4',
    vcpu: 2,
    backup_gb: 10,
    last_backup_at: Date.parse(lastBackup),
    ...facts,
  });

const TAKEN = '2026-03-02T08:00:00Z';

/** Two production machines: 1 was backed up exactly 24 h before the snapshot, 2 one second earlier. */
const twoMachines = (second = '2026-03-01T07:59:59Z'): Estate => ({
  service: [serviceRow(7, { name: 'Pay - PRODUCTION', environment: 'PRODUCTION' })],
  resource: [instance(1, '2026-03-01T08:00:00Z'), instance(2, second)],
  backup_policy: [daily(1), daily(2)],
});

const NOW = { now: '2026-03-02T09:00:00Z' };
const TOO_OLD = ['control', 'backup_too_old', '--param', 'grace_hours=0'];

const prepared = async (
  estate: Estate = twoMachines(),
  reference: Reference = {},
  isShared = false,
): Promise<Workspace> => {
  const ws = createWorkspace(undefined, { isShared });
  ws.writeReference({ ...REFERENCE, ...reference });
  await ws.ok(['collect', 'reference'], NOW);
  await publish(ws, TAKEN, estate);
  return ws;
};

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

test.each(['UTC', 'Europe/Paris', 'America/New_York', 'Pacific/Auckland'])(
  'G1 in %s: EXTENDED on 2026-08-31, END_OF_SUPPORT on 2026-09-01; dates that ITCare lacks come from lifecycle.csv, marked',
  async (timezone) => {
    const ws = createWorkspace(`database: bilan.duckdb\nreference: reference\ntimezone: ${timezone}\n`);
    ws.writeReference({
      ...REFERENCE,
      lifecycle: [
        {
          product: 'debian',
          cycle: '11',
          released_on: '2021-08-14',
          end_of_life_on: '2024-08-14',
          extended_support_ends_on: '2026-08-31',
          source: 'a',
        },
        {
          product: 'centos',
          cycle: '7',
          released_on: '2014-07-07',
          end_of_life_on: '2024-06-30',
          source: 'b',
        },
      ],
      product_map: [
        { platform: 'Debian 11', product: 'debian', cycle: '11' },
        { platform: 'CentOS 7', product: 'centos', cycle: '7' },
      ],
    });
    await ws.ok(['collect', 'reference'], NOW);
    const dates = {
      released_on: '2021-08-14',
      extended_support_on: '2024-08-15',
      end_of_support_on: '2026-09-01',
    };
    await publish(ws, TAKEN, {
      resource: [
        resourceRow(1, { platform: 'Debian 11', ...dates }),
        resourceRow(2, { platform: 'debian 11 ' }),
        resourceRow(3, { platform: 'CentOS 7' }),
        resourceRow(4, { platform: 'Solaris 8' }),
        resourceRow(5, { platform: 'AIX 7.2' }),
      ],
      platform: [platformRow('AIX 7.2', { end_of_support_on: '2026-09-01' })],
    });
    const phases = async (day: string) =>
      (await ws.sql(`select support_phase from resource_phase_on(date '${day}') order by resource_id`)).map(
        (row) => row.support_phase,
      );
    expect(await phases('2026-08-31')).toEqual([
      'EXTENDED',
      'EXTENDED',
      'END_OF_SUPPORT',
      'UNKNOWN',
      'STANDARD',
    ]);
    expect(await phases('2026-09-01')).toEqual([
      'END_OF_SUPPORT',
      'END_OF_SUPPORT',
      'END_OF_SUPPORT',
      'UNKNOWN',
      'END_OF_SUPPORT',
    ]);
    expect(await phases('2024-06-30')).toEqual(['STANDARD', 'STANDARD', 'STANDARD', 'UNKNOWN', 'STANDARD']);
    const shown = await ws.sql(
      `select r.support_phase, strftime(r.end_of_support_on, '%Y-%m-%d') as ends, m.milestone_source
       from resource as r join resource_milestone as m using (resource_id) order by resource_id`,
    );
    expect(shown).toEqual([
      { support_phase: 'EXTENDED', ends: '2026-09-01', milestone_source: 'itcare' },
      { support_phase: 'EXTENDED', ends: '2026-09-01', milestone_source: 'lifecycle.csv: debian 11 (a)' },
      {
        support_phase: 'END_OF_SUPPORT',
        ends: '2024-07-01',
        milestone_source: 'lifecycle.csv: centos 7 (b)',
      },
      { support_phase: 'UNKNOWN', ends: null, milestone_source: null },
      { support_phase: 'STANDARD', ends: '2026-09-01', milestone_source: 'itcare support policy' },
    ]);
    expect(await ws.sql('select platform from product_map_gap order by platform')).toEqual([
      { platform: 'AIX 7.2' },
      { platform: 'Solaris 8' },
    ]);
    expect(
      await ws.sql(
        "select count(*) as n from resource_obsolescence as a join resource_obsolescence_on(date '2026-03-02') as b using (resource_id, support_phase) where a.score is not distinct from b.score",
      ),
    ).toEqual([{ n: 5 }]);
  },
);

test('the control of each backup rule and backup_compliance say the same with the documented thresholds', async () => {
  const odd = [1, 2, 3, 4, 5, 6].map((id) =>
    instance(id, `2026-03-0${id % 2 === 0 ? 1 : 2}T0${id}:00:00Z`, {
      status: id === 5 ? 'INACTIVE' : 'ACTIVE',
      backup_gb: id === 3 ? 0 : 10,
      environment: id === 6 ? 'QA' : 'PRODUCTION',
    }),
  );
  const ws = await prepared({
    service: [serviceRow(7)],
    resource: [
      ...odd,
      instance(7, TAKEN, { last_backup_at: null, backup_gb: null }),
      instance(8, '2026-02-01T00:00:00Z', { status: 'PREPARATION', backup_gb: 0 }),
      instance(9, TAKEN, {
        last_backup_at: null,
        backup_gb: null,
        created_at: Date.parse('2026-03-02T07:00:00Z'),
      }),
    ],
    backup_policy: [
      daily(1),
      daily(2, { frequencies: '{"hourly":{"frequency":4,"retention":48}}' }),
      daily(3),
      daily(4, { is_replicated: false }),
      daily(5, { frequencies: '{"daily":{"frequency":1,"retention":27}}' }),
      daily(6, { frequencies: '{"daily":{"frequency":1,"retention":27}}' }),
      daily(8, { is_replicated: false, frequencies: '{"daily":{"frequency":1,"retention":2}}' }),
      daily(9),
    ],
  });
  const names = [
    'missing_in_production',
    'never_ran',
    'policy_not_replicated',
    'retention_below_floor',
    'size_zero',
    'too_old',
  ];
  await ws.ok(['control', ...names.map((name) => `backup_${name}`)], NOW);
  const alarms = await ws.sql(
    "select distinct resource from control_result where status = 'alarm' order by 1",
  );
  const compliance = await ws.sql(
    "select cast(resource_id as varchar) as resource from backup_compliance where status = 'alarm' order by 1",
  );
  expect(alarms).toEqual(compliance);
  expect(alarms.map((row) => row.resource)).toEqual(['2', '3', '4', '6', '7']);
  expect(await ws.sql('select status, reason from backup_compliance where resource_id = 5')).toEqual([
    { status: 'info', reason: expect.stringMatching(/^stopped: .*kept for less than the floor/) },
  ]);
  expect(
    await ws.sql('select status, reason from backup_compliance where resource_id >= 8 order by resource_id'),
  ).toEqual([
    { status: 'info', reason: expect.stringMatching(/^in preparation: the last backup is older/) },
    { status: 'info', reason: 'new: no backup was made yet' },
  ]);
});
