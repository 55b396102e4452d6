import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFile } from '../../src/store/duckdb.ts';
import { LOCK_WAIT_MS } from '../../src/store/ledger.ts';
import { dayBounds, every, powerCsv, REFERENCE } from '../support/estate.ts';
import { type BuiltProgram, buildProgramAside, holdDatabase } from '../support/program.ts';
import { cloneWorkspace, createWorkspace, type Workspace } from '../support/workspace.ts';

let program: BuiltProgram;
let kept: Workspace;
beforeAll(async () => {
  program = buildProgramAside();
  kept = createWorkspace(undefined, { isShared: true });
  kept.writeReference(REFERENCE);
  kept.write(
    'power/a.csv',
    powerCsv(every({ ...dayBounds('2026-01-15', 'Europe/Paris'), watts: 1000, stepMinutes: 5 })),
  );
  await kept.ok(['collect']);
  await kept.ok(['calculate', '--from', '2026-01-15', '--to', '2026-01-15']);
});
afterAll(() => {
  program.dispose();
  kept.dispose();
});

const ledgerOf = (ws: Workspace): string => join(ws.dir, 'bilan.duckdb');

const workspace = (): Workspace => cloneWorkspace(kept);

const COMMANDS: readonly (readonly string[])[] = [
  ['sql', 'select 1'],
  ['status'],
  ['calculate', '--from', '2026-01-15', '--to', '2026-01-15'],
  ['collect', 'reference'],
  ['collect', 'power'],
];

test('while a process writes, every command ends with 6, says which process, and changes nothing', async () => {
  const ws = workspace();
  const before = ws.fingerprint();
  const holder = await holdDatabase(ledgerOf(ws), 'write');
  try {
    const outcomes = await Promise.all(COMMANDS.map((args) => program.run(ws.dir, args)));
    for (const [i, { code, stdout, stderr }] of outcomes.entries()) {
      const what = (COMMANDS[i] ?? []).join(' ');
      expect([code, stdout], `${what}\n${stderr}`).toEqual([6, '']);
      expect(stderr, what).toContain(`The ledger ${ledgerOf(ws)} is in use by process ${holder.pid}\n`);
      expect(stderr, what).not.toMatch(/\n\s+at |unexpected failure/);
    }
  } finally {
    await holder.release();
  }
  expect(ws.fingerprint()).toBe(before);
});

test('while a process reads, others read too, and whoever writes ends with 6', async () => {
  const ws = workspace();
  const before = ws.fingerprint();
  const holder = await holdDatabase(ledgerOf(ws), 'read');
  try {
    const [read, ...written] = await Promise.all([
      program.run(ws.dir, ['sql', '--format', 'csv', 'select 1 as a']),
      program.run(ws.dir, ['collect', 'reference']),
      program.run(ws.dir, ['collect', 'power']),
    ]);
    expect(read).toEqual({ code: 0, stdout: 'a\n1\n', stderr: '' });
    for (const { code, stderr } of written) {
      expect(code, stderr).toBe(6);
      expect(stderr).toMatch(/is in use by process \d+\n/);
      expect(stderr).not.toMatch(/\n\s+at /);
    }
  } finally {
    await holder.release();
  }
  expect(ws.fingerprint()).toBe(before);
});

test('a short turn of another process is waited for', async () => {
  const ws = workspace();
  const holder = await holdDatabase(ledgerOf(ws), 'write');
  setTimeout(() => void holder.release(), LOCK_WAIT_MS / 4);
  const [read] = await Promise.all([program.run(ws.dir, ['sql', '--format', 'csv', 'select 1 as a'])]);
  expect(read).toEqual({ code: 0, stdout: 'a\n1\n', stderr: '' });
});

test('two collections at once: both are published, one after the other', async () => {
  const ws = workspace();
  const outcomes = await Promise.all([
    program.run(ws.dir, ['collect', 'reference']),
    program.run(ws.dir, ['collect', 'power']),
    program.run(ws.dir, ['collect', 'reference']),
  ]);
  expect(outcomes.map(({ code, stderr }) => [code, stderr])).toEqual([
    [0, ''],
    [0, ''],
    [0, ''],
  ]);
  const seqs = await ws.sql(
    "select snapshot_id, source from snapshot order by split_part(snapshot_id, '-', 2)",
  );
  expect(seqs).toHaveLength(5);
  expect(new Set(seqs.map((row) => row.snapshot_id)).size).toBe(5);
});

const readers: readonly (readonly string[])[] = [['sql', 'select 1'], ['status'], ...COMMANDS.slice(2, 4)];

test('a damaged ledger: exit 6, no stack, and the file stays as it is', async () => {
  const ws = workspace();
  truncateSync(ledgerOf(ws), 5000);
  const before = readFileSync(ledgerOf(ws));
  for (const args of readers) {
    const { code, stderr } = await ws.bilan(args);
    expect([args, code]).toEqual([args, 6]);
    expect(stderr).toContain(ledgerOf(ws));
    expect(stderr).not.toMatch(/\n\s+at |unexpected failure/);
  }
  expect(readFileSync(ledgerOf(ws)).equals(before)).toBe(true);
});

test('a file that is no database at all: exit 6', async () => {
  const ws = createWorkspace();
  writeFileSync(ledgerOf(ws), `${'equipment_id,ts,power_w\n'.repeat(1000)}`);
  const { code, stderr } = await ws.bilan(['sql', 'select 1']);
  expect(code).toBe(6);
  expect(stderr).toMatch(/cannot be read|not a valid/);
});

test('a DuckDB file of somebody else: exit 6, and it is left alone', async () => {
  const ws = createWorkspace();
  ws.writeReference(REFERENCE);
  rmSync(ledgerOf(ws));
  const db = await openFile(ledgerOf(ws), { isReadOnly: false });
  await db.run('create table theirs as select 42 as answer');
  await db.close();
  const before = readFileSync(ledgerOf(ws));
  for (const args of readers) {
    const { code, stderr } = await ws.bilan(args);
    expect([args, code], stderr).toEqual([args, 6]);
    expect(stderr).toContain('is a DuckDB database, but not a ledger of bilan');
  }
  expect(readFileSync(ledgerOf(ws)).equals(before)).toBe(true);
});

test('a ledger from a newer version: exit 6, naming what it has', async () => {
  const ws = workspace();
  const db = await openFile(ledgerOf(ws), { isReadOnly: false });
  await db.run("insert into meta.migration values ('9999_later')");
  await db.close();
  const before = readFileSync(ledgerOf(ws));
  for (const args of readers) {
    const { code, stderr } = await ws.bilan(args);
    expect([args, code], stderr).toEqual([args, 6]);
    expect(stderr).toContain('is from a newer version (it has 9999_later)');
  }
  expect(readFileSync(ledgerOf(ws)).equals(before)).toBe(true);
});

test('without a ledger, reading is a usage error and makes none', async () => {
  const ws = createWorkspace();
  for (const args of [['sql', 'select 1'], ['status']]) {
    const { code, stderr } = await ws.bilan(args);
    expect(code).toBe(2);
    expect(stderr).toContain('There is no ledger at');
  }
  expect(existsSync(ledgerOf(ws))).toBe(false);
});

test('views that have changed are renewed by whoever opens the ledger next, readers included', async () => {
  const ws = workspace();
  const db = await openFile(ledgerOf(ws), { isReadOnly: false });
  await db.run("create or replace view main.service_month as select 'old' as month");
  await db.run("update meta.view_set set hash = 'old'");
  await db.close();
  expect(await ws.sql('select count(*) as n from service_month where service_id is null')).toEqual([
    { n: 1 },
  ]);
});

test('nothing is left in the folder for temporary files', async () => {
  const ws = workspace();
  mkdirSync(join(ws.dir, 'tmp'));
  const env = { TMPDIR: join(ws.dir, 'tmp') };
  await Promise.all(
    [['sql', 'select 1'], ['sql', 'select nothing'], ['sql', 'delete from raw.pue'], ['status']].map((args) =>
      program.run(ws.dir, args, { env }),
    ),
  );
  await program.run(ws.dir, COMMANDS[2] ?? [], { env });
  expect(readdirSync(join(ws.dir, 'tmp'))).toEqual([]);
});
