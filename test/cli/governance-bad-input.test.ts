import { readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ObsolescenceRow } from '../../src/domain/rows.ts';
import { platformRow, resourceRow, serviceRow } from '../support/estate-rows.ts';
import { createTestLedger } from '../support/ledger.ts';
import { runMain } from '../support/workspace.ts';

const listed = (id: number, platform: string): ObsolescenceRow => ({
  resource_id: BigInt(id),
  service_id: 1n,
  platform,
  technology: 'LINUX',
  status: 'ACTIVE',
  declared_phase: null,
  released_on: null,
  end_of_sales_on: null,
  extended_support_on: null,
  end_of_support_on: '2027-01-01',
  raw: `{"id":${id}}`,
});

const STRANGE = "SUNSET'S <END>";

/** `name` is what the platform of id d11 is called; its support ends on `ends`. */
const estate = (name: string, ends: string) => ({
  service: [serviceRow(1, { name: 'Shop', environment: 'PRODUCTION' })],
  platform: [
    platformRow(name, {
      technology: 'LINUX',
      released_on: '2021-08-14',
      end_of_support_on: ends,
      raw: '{"id":"d11"}',
    }),
    platformRow('Never', { technology: 'LINUX', released_on: '2020-01-01', end_of_support_on: '9999-12-31' }),
  ],
  resource: [
    resourceRow(1, { name: 'renamed', service_id: 1n, platform: name }),
    resourceRow(2, { name: 'never', service_id: 1n, platform: 'Never', declared_phase: STRANGE }),
    resourceRow(3, { name: 'twice', service_id: 1n, platform: 'Never' }),
  ],
  obsolescence: [listed(3, 'Elsewhere'), listed(4, 'Nowhere')],
});

const ledger = createTestLedger();
beforeAll(async () => {
  writeFileSync(join(dirname(ledger.path), 'bilan.yaml'), 'database: bilan.duckdb\nreference: reference\n');
  await ledger.publish('2026-03-01T08:00:00Z', estate('Debian 11', '2026-09-01'));
  await ledger.publish('2026-03-02T08:00:00Z', estate('Debian GNU/Linux 11', '2026-10-01'));
});
afterAll(() => ledger.remove());

const run = (args: readonly string[]) => runMain(dirname(ledger.path), args, { now: '2026-03-02T09:00:00Z' });

test('phase names that nobody knows, a year 9999, a renamed platform, two platforms of one resource: all of it is said', async () => {
  const { code, stdout } = await run(['control', '--json']);
  expect(code).toBe(0);
  const { controls } = JSON.parse(stdout) as {
    controls: {
      control: string;
      findings: { resource: string; status: string; reason: string; evidence: object }[];
    }[];
  };
  const alarms = (name: string) =>
    controls
      .find(({ control }) => control === name)
      ?.findings.filter(({ status }) => status === 'alarm' || status === 'info')
      .map(({ resource, reason }) => [resource, reason]);
  expect(alarms('support_phase_differs')).toEqual([
    ['2', `ITCare declares ${STRANGE}, which is no known phase; the dates give STANDARD`],
  ]);
  expect(alarms('platform_differs')).toEqual([['3', 'its item says Never, the obsolescence list Elsewhere']]);
  expect(alarms('milestone_moved')).toEqual([
    [
      'platform Debian GNU/Linux 11 end_of_support_on',
      'end_of_support_on was 2026-09-01, is 2026-10-01 since 2026-03-02; 1 resource',
    ],
  ]);
  expect(alarms('support_ends_soon')).toEqual([]);
  const phases = await ledger.rows(
    "select resource_id, support_phase from resource_phase_on(date '9999-12-30') order by 1",
  );
  expect(phases.map((row) => row.support_phase)).toEqual(['END_OF_SUPPORT', 'STANDARD', 'STANDARD']);
  const never = await ledger.rows(
    "select next_phase, next_on, score from resource_obsolescence where name = 'never'",
  );
  expect(never).toMatchObject([{ next_phase: 'END_OF_SUPPORT', next_on: '9999-12-31', score: 0 }]);
});

test('both reports are made of it', async () => {
  const made = await run([
    'report',
    'obsolescence-audit',
    'backup-compliance',
    '--as-of',
    '2026-03-02',
    '--out',
    join(dirname(ledger.path), 'out'),
  ]);
  expect(made.code, made.stderr).toBe(0);
  expect(readdirSync(join(dirname(ledger.path), 'out'))).toHaveLength(4);
});
