import { expect, test } from 'vitest';
import { REFERENCE } from '../support/estate.ts';
import { platformRow, resourceRow, serviceRow } from '../support/estate-rows.ts';
import { daily, instance, NOW, prepared, publish, TAKEN } from '../support/two-machines.ts';
import { createWorkspace } from '../support/workspace.ts';

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
