import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { startOfCivilDay } from '../../src/domain/civil-date.ts';
import { periodDays } from '../../src/report/build.ts';
import { parametersOf } from '../../src/report/query-port.ts';
import { openReader } from '../../src/store/ledger.ts';
import { backupPolicyRow, platformRow, resourceRow, serviceRow } from '../support/estate-rows.ts';
import { createTestLedger } from '../support/ledger.ts';
import { runMain } from '../support/workspace.ts';
import { home, portOf } from './fixture.ts';

type Row = Record<string, unknown>;

const REPORTS = ['obsolescence-audit', 'backup-compliance'];
const files = readdirSync(`${home}/queries/mart`).filter((file) =>
  /^report_(governance|obsolescence|backup)_.*\.sql$/.test(file),
);

/** Debian 11, its support ending on `ends`; PostgreSQL without dates; a policy that keeps 7 days and does not replicate. */
const estate = (ends: string, isProtected: boolean, more: readonly number[] = []) => ({
  service: [serviceRow(1, { name: 'Shop', environment: 'PRODUCTION', cloud_name: 'C' })],
  platform: [
    platformRow('Debian 11', {
      technology: 'LINUX',
      released_on: '2021-08-14',
      extended_support_on: '2024-08-15',
      end_of_support_on: ends,
    }),
  ],
  resource: [
    resourceRow(1, { name: 'web', ...instance, is_backed_up: isProtected, backup_gb: 12 }),
    ...more.map((id) => resourceRow(id, { name: `=new${id}`, ...instance, platform: 'Unheard of' })),
  ],
  backup_policy: isProtected
    ? [
        backupPolicyRow('P', {
          scope: 'attached',
          resource_id: 1n,
          name: 'Weekly',
          is_replicated: false,
          frequencies: '{"daily": {"frequency": 1, "retention": 7}}',
        }),
      ]
    : [],
});
const instance = {
  service_id: 1n,
  service_name: 'Shop',
  environment: 'PRODUCTION',
  cloud_name: 'C',
  category: 'INSTANCES',
  technology: 'LINUX',
  platform: 'Debian 11',
  status: 'ACTIVE',
} as const;

describe('the reports of a day', () => {
  const ledger = createTestLedger();
  const folder = join(ledger.path, '..');

  const report = (day: string, out: string) =>
    runMain(folder, ['report', ...REPORTS, '--as-of', day, '--out', out]);

  const ask = async (day: string, query: string): Promise<Row[]> => {
    const next = startOfCivilDay(day, 'Europe/Paris') + 24 * 3_600_000;
    const db = await openReader(ledger.path, { timezone: 'Europe/Paris', takenBefore: next });
    try {
      const sql = readFileSync(`${home}/queries/mart/${query}.sql`, 'utf8');
      const all: Readonly<Record<string, string>> = periodDays({ from: day, to: day });
      const params = Object.fromEntries(parametersOf(sql).map((name) => [name, all[name] ?? '']));
      const { columns, rows } = await portOf(db.connection)(sql, params);
      return rows.map((row) =>
        Object.fromEntries(
          columns.map(({ name }, index) => {
            const value = row[index];
            return [name, typeof value === 'object' && value !== null ? String(value) : value];
          }),
        ),
      );
    } finally {
      await db.close();
    }
  };

  beforeAll(async () => {
    writeFileSync(join(folder, 'bilan.yaml'), 'database: bilan.duckdb\nreference: reference\n');
    await ledger.publish('2026-08-20T22:30:00Z', estate('2026-09-01', true));
    await ledger.publish('2026-08-31T10:00:00Z', estate('2026-09-01', false, [2]));
  });
  afterAll(() => ledger.remove());

  test.each(files)('%s runs over the ledger', async (file) => {
    await expect(ask('2026-08-31', file.replace('.sql', ''))).resolves.toBeInstanceOf(Array);
  });

  it('G1: the phase is that of the day, whatever the snapshot’s', async () => {
    const phases = async (day: string) =>
      (await ask(day, 'report_obsolescence_resource')).map((row) => [row.name, row.support_phase]);
    expect(await phases('2026-08-31')).toEqual([
      ['web', 'EXTENDED'],
      ['=new2', 'UNKNOWN'],
    ]);
    expect(await phases('2026-09-01')).toEqual([
      ['web', 'END_OF_SUPPORT'],
      ['=new2', 'UNKNOWN'],
    ]);
  });

  it('the snapshot is the last one taken by the end of the day in the configured zone', async () => {
    const taken = async (day: string) =>
      (await ask(day, 'report_governance_state')).map((row) => String(row.finished_at).slice(0, 10));
    expect(await taken('2026-08-20')).toEqual([]);
    expect(await taken('2026-08-21')).toEqual(['2026-08-20']);
    expect(await taken('2026-08-30')).toEqual(['2026-08-20']);
    expect(await taken('2026-08-31')).toEqual(['2026-08-31']);
  });

  it('what could go: by reason, and stopped machines that still hold storage', async () => {
    const stopped = { status: 'INACTIVE', storage_gb: 80, backup_gb: null } as const;
    const other = createTestLedger();
    await other.publish('2026-08-20T04:00:00Z', estate('2026-09-01', true));
    const now = estate('2026-08-30', true);
    await other.publish('2026-08-31T04:00:00Z', {
      ...now,
      resource: [
        ...now.resource,
        resourceRow(5, { name: 'big', ...instance, ...stopped, storage_gb: 500 }),
        resourceRow(6, { name: 'small', ...instance, ...stopped, backup_gb: 20 }),
        resourceRow(7, { name: 'empty', ...instance, ...stopped, storage_gb: 0 }),
      ],
    });
    const of = (query: string) => other.rows(readFileSync(`${home}/queries/mart/${query}.sql`, 'utf8'));
    expect(await of('report_obsolescence_idle')).toMatchObject([
      { why: 'obsolete', resources: 4n, facility_kwh: null },
      { why: 'stopped', resources: 3n },
      { why: 'unprotected', resources: 2n },
    ]);
    expect(await of('report_obsolescence_stopped')).toMatchObject([
      { name: 'big', storage_gb: 500, since_on: '2026-08-31', total_market_kgco2e: null },
      { name: 'small', storage_gb: 80, backup_gb: 20 },
    ]);
    other.remove();
  });

  it('what changed is against the snapshot before', async () => {
    expect(await ask('2026-08-30', 'report_obsolescence_change')).toEqual([]);
    expect(await ask('2026-08-31', 'report_obsolescence_change')).toMatchObject([
      { change: 'new', name: '=new2', from_phase: null, to_phase: 'UNKNOWN' },
    ]);
    expect(await ask('2026-08-31', 'report_obsolescence_total')).toMatchObject([
      { resources: 2n, change_resources: 1n, extended: 1n, change_extended: 0n, unknown: 1n },
    ]);
  });

  it('the findings are those of the day, with their evidence', async () => {
    expect(await ask('2026-08-30', 'report_backup_finding')).toMatchObject([
      {
        name: 'web',
        policy: 'Weekly',
        retention_days: 7,
        floor_days: 28,
        policy_replicates: false,
        last_backup_at: null,
      },
    ]);
    expect((await ask('2026-08-31', 'report_backup_finding')).map((row) => row.name)).toContain('web');
    expect(await ask('2026-08-31', 'report_backup_policy')).toEqual([]);
  });

  it('no snapshot by then: exit 5, and no file', async () => {
    const outcome = await report('2026-08-20', 'none');
    expect(outcome.code).toBe(5);
    expect(outcome.stderr).toContain('No complete snapshot of ITCare was taken by the end of 20 August 2026');
    expect(readdirSync(folder)).not.toContain('none');
  });

  it('a month is refused, and so is a carbon report of a day', async () => {
    const month = await runMain(folder, ['report', 'backup-compliance', '--month', '2026-08']);
    const day = await runMain(folder, ['report', 'carbon-monthly', '--as-of', '2026-08-31']);
    expect([month.code, day.code]).toEqual([2, 2]);
  });

  it('the same bytes, whatever is collected later', async () => {
    expect((await report('2026-08-31', 'first')).code).toBe(0);
    await ledger.publish('2026-09-15T04:00:00Z', estate('2027-01-01', true, [2, 3]));
    expect((await report('2026-08-31', 'again')).code).toBe(0);
    const names = readdirSync(join(folder, 'first')).sort();
    expect(names).toEqual(
      ['backup-compliance', 'obsolescence-audit'].flatMap((name) =>
        ['pdf', 'xlsx'].map((extension) => `${name}-2026-08-31-en.${extension}`),
      ),
    );
    for (const name of names) {
      const [first, again] = ['first', 'again'].map((out) => readFileSync(join(folder, out, name)));
      expect(again?.equals(first ?? Buffer.of()), name).toBe(true);
    }
    expect(await ask('2026-09-15', 'report_obsolescence_moved')).toMatchObject([
      { platform: 'Debian 11', milestone: 'end_of_support_on', from_on: '2026-09-01', to_on: '2027-01-01' },
    ]);
  });
});
