import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TextSink } from '../../src/cli/context.ts';
import { main } from '../../src/cli/main.ts';
import { familyRow, platformRow, resourceRow, serviceRow } from '../support/estate-rows.ts';
import { createTestLedger, type TestLedger } from '../support/ledger.ts';

let ledger: TestLedger;

const run = async (...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
  const written = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr'): TextSink => ({
    write: (text: string) => {
      written[name] += text;
      return true;
    },
  });
  const code = await main(
    ['--db', ledger.path, 'diff', ...argv],
    {
      stdout: sink('stdout'),
      stderr: sink('stderr'),
      readStdin: async () => '',
      isStdinTerminal: false,
      env: { BILAN_TIMEZONE: 'Europe/Paris' },
      cwd: '/',
      clock: () => new Date('2026-02-01T00:00:00Z'),
    },
    '0.0.0',
  );
  return { code, ...written };
};

beforeAll(async () => {
  ledger = createTestLedger();
  const still = resourceRow(9_007_199_254_740_993n, { name: 'still' });
  const one = resourceRow(1, {
    name: 'one',
    vcpu: 2,
    end_of_support_on: '2026-01-11',
    declared_phase: 'EXTENDED',
  });
  const back = resourceRow(2, { name: '=back', service_id: 10n });
  await ledger.publish('2026-01-10T05:00:00Z', {
    resource: [still, one, back, resourceRow(4, { name: 'old' })],
    service: [serviceRow(10, { name: 'shop' }), serviceRow(11)],
    platform: [platformRow('Debian 11', { end_of_support_on: '2026-09-01' })],
  });
  await ledger.publish('2026-01-11T05:00:00Z', {
    resource: [still, one],
    service: [serviceRow(10, { name: 'shop' })],
  });
  await ledger.publish('2026-01-11T22:59:00Z', {
    resource: [resourceRow(666)],
    family_status: [familyRow('resources', { is_complete: false })],
  });
  await ledger.publish('2026-01-11T23:01:00Z', {
    resource: [
      { ...still, backup_gb: 4 },
      {
        ...one,
        vcpu: 2.5,
        end_of_support_on: '2026-02-01',
        tags: { a: '1' },
        created_at: Date.UTC(2020, 1, 1),
      },
      back,
      resourceRow(3, { name: 'new' }),
    ],
    service: [serviceRow(10, { name: 'store' })],
    platform: [platformRow('Debian 11', { end_of_support_on: '2026-09-02' })],
  });
});
afterAll(() => ledger.remove());

describe('bilan diff', () => {
  it('as JSON: came, went, returned, changed with both values', async () => {
    const { code, stdout, stderr } = await run('itcare-000001', 'itcare-000004', '--format', 'json');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'The size of the backup changed for 1 resource; --backups lists them.\n',
    });
    expect(JSON.parse(stdout)).toEqual([
      { kind: 'service', id: 10, name: 'store', state: 'changed', column: 'name', from: 'shop', to: 'store' },
      { kind: 'service', id: 11, name: null, state: 'gone', column: null, from: null, to: null },
      ...[
        ['end_of_support_on', '2026-01-11', '2026-02-01'],
        ['vcpu', 2, 2.5],
        ['created_at', null, '2020-02-01T00:00:00Z'],
        ['tags', {}, { a: '1' }],
      ].map(([column, from, to]) => ({
        kind: 'resource',
        id: 1,
        name: 'one',
        state: 'changed',
        column,
        from,
        to,
      })),
      { kind: 'resource', id: 3, name: 'new', state: 'new', column: null, from: null, to: null },
      { kind: 'resource', id: 4, name: 'old', state: 'gone', column: null, from: null, to: null },
      {
        kind: 'platform',
        id: 'Debian 11',
        name: 'Debian 11',
        state: 'changed',
        column: 'end_of_support_on',
        from: '2026-09-01',
        to: '2026-09-02',
      },
    ]);
  });

  it('what was gone and came back has returned; a phase changes by the passing of time', async () => {
    const { stdout } = await run('itcare-000002', 'itcare-000004', '--json');
    const { from, to, changes, nightly } = JSON.parse(stdout) as Record<string, { state: string }[]>;
    expect(from).toEqual({ snapshot_id: 'itcare-000002', taken_at: '2026-01-11T05:00:00Z' });
    expect(to).toEqual({ snapshot_id: 'itcare-000004', taken_at: '2026-01-11T23:01:00Z' });
    expect(nightly).toEqual({ backup_gb: 1 });
    expect(changes?.filter(({ state }) => state === 'returned')).toEqual([
      { kind: 'resource', id: 2, name: '=back', state: 'returned', column: null, from: null, to: null },
      {
        kind: 'platform',
        id: 'Debian 11',
        name: 'Debian 11',
        state: 'returned',
        column: null,
        from: null,
        to: null,
      },
    ]);
    const passing = await run('itcare-000001', 'itcare-000002', '--format', 'csv');
    expect(passing.stdout.split('\n')).toContain(
      'resource,1,one,changed,support_phase,STANDARD,END_OF_SUPPORT',
    );
  });

  it('a date is the last complete snapshot by the end of the local day', async () => {
    const resolved = async (day: string) =>
      (JSON.parse((await run(day, day, '--json')).stdout) as { from: { snapshot_id: string } }).from
        .snapshot_id;
    expect(await resolved('2026-01-10')).toBe('itcare-000001');
    // 23:01 in UTC is the next day in Paris; the incomplete one of 22:59 does not count.
    expect(await resolved('2026-01-11')).toBe('itcare-000002');
    expect(await resolved('2026-01-12')).toBe('itcare-000004');
    expect(await resolved('2030-01-01')).toBe('itcare-000004');
  });

  it('as csv, text that begins with = stays text and ids keep their digits', async () => {
    const { stdout } = await run('2026-01-11', '2026-01-12', '--format', 'csv', '--backups');
    expect(stdout.split('\n')).toEqual([
      'kind,id,name,state,column,from,to',
      'service,10,store,changed,name,shop,store',
      'resource,1,one,changed,support_phase,END_OF_SUPPORT,STANDARD',
      'resource,1,one,changed,end_of_support_on,2026-01-11,2026-02-01',
      'resource,1,one,changed,vcpu,2,2.5',
      'resource,1,one,changed,created_at,,2020-02-01T00:00:00Z',
      'resource,1,one,changed,tags,{},"{""a"":""1""}"',
      "resource,2,'=back,returned,,,",
      'resource,3,new,new,,,',
      'resource,9007199254740993,still,changed,backup_gb,,4',
      'platform,Debian 11,Debian 11,returned,,,',
      '',
    ]);
  });

  it('as a table by what happened; the same snapshot twice has no difference', async () => {
    const { stdout } = await run('itcare-000002', 'itcare-000004');
    expect(stdout.match(/^\S.*$/gm)).toEqual([
      'From itcare-000002 (2026-01-11T05:00:00Z) to itcare-000004 (2026-01-11T23:01:00Z)',
      'Appeared (1)',
      'Returned (2)',
      'Changed phase (1)',
      'Changed date (1)',
      'Changed (2)',
    ]);
    expect((await run('itcare-000004', 'itcare-000004')).stdout).toContain('Nothing changed.');
  });

  it.each([
    ['itcare-000099', 'itcare-000099 is no snapshot of this ledger and no date'],
    ['2026-02-30', '2026-02-30 is no snapshot of this ledger and no date'],
    ['itcare-000003', 'itcare-000003 is incomplete and cannot be compared'],
    ['2026-01-09', 'There is no complete snapshot of ITCare by the end of 2026-01-09 (Europe/Paris)'],
  ])('%s: exit 2, and what there is', async (asked, message) => {
    const { code, stdout, stderr } = await run(asked, '2026-01-12');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('itcare-000001 taken at 2026-01-10T05:00:00Z');
    expect(stderr).not.toContain('itcare-000003 taken at');
  });
});
