import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/program.ts';
import { dayBounds, every, powerCsv, REFERENCE } from '../support/estate.ts';
import { type BuiltProgram, buildProgramAside } from '../support/program.ts';
import { createWorkspace } from '../support/workspace.ts';

let program: BuiltProgram;
beforeAll(() => {
  program = buildProgramAside();
});
afterAll(() => program.dispose());

const ESCAPE = '\u001b';

describe.each(COMMANDS.map((command) => command.name))('bilan %s --help', (name) => {
  test('says usage, every option, and exits 0 on stdout alone', async () => {
    const ws = createWorkspace();
    const { code, stdout, stderr } = await ws.bilan([name, '--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^Usage: bilan ${name}`));
    const command = COMMANDS.find((candidate) => candidate.name === name);
    for (const option of command?.options ?? []) expect(stdout).toContain(option.flags);
    expect(stdout).not.toContain(ESCAPE);
  });
});

test('bilan --help names every command and every exit code; --version prints the version', async () => {
  const ws = createWorkspace();
  const { code, stdout } = await ws.bilan(['--help']);
  expect(code).toBe(0);
  for (const { name } of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
  for (const exit of [0, 1, 2, 3, 4, 5, 6, 130]) expect(stdout).toMatch(new RegExp(`\\b${exit} [a-z]`));
  expect((await ws.bilan(['--version'])).stdout).toBe('0.0.0-test\n');
});

test.each([
  [['clollect'], /unknown command.*Did you mean collect/s],
  [['collect', '--mont', '2026-01'], /unknown option.*Did you mean --month/s],
  [['--nothing', 'sql'], /unknown option/],
  [['sql', '--format', 'xml', 'select 1'], /Allowed choices are table, json, ndjson, csv/],
  [['sql', 'select 1', 'select 2'], /too many arguments/],
  [['sql', '--limit'], /argument missing/],
  [['collect', 'weather'], /weather is no source: expected reference, itcare, power/],
  [['calculate'], /A period is expected/],
  [['calculate', '--month', '2026-13'], /expected a month as YYYY-MM/],
  [['calculate', '--month', '2026-1'], /expected a month as YYYY-MM/],
  [['calculate', '--month', '2026-01', '--from', '2026-01-01'], /either --month or --from/],
  [['calculate', '--from', '2026-01-01'], /--from and --to go together/],
  [['calculate', '--from', '2026-02-30', '--to', '2026-03-01'], /--from 2026-02-30: expected a date/],
  [['calculate', '--from', '2026-02-02', '--to', '2026-02-01'], /is after --to/],
  [['collect', 'itcare'], /itcare is not configured/],
  [['sql', '-c', 'nowhere.yaml', 'select 1'], /nowhere\.yaml/],
])('%j is a usage error', async (args, message) => {
  const ws = createWorkspace();
  const { code, stdout, stderr } = await ws.bilan(args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test('without a command the help goes to stderr and the exit code is 2', async () => {
  const { code, stdout, stderr } = await createWorkspace().bilan([]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^Usage: bilan/);
});

test('a whole job as processes: results on stdout, the rest on stderr, no colour, --db before the file', async () => {
  const ws = createWorkspace();
  ws.writeReference(REFERENCE);
  rmSync(join(ws.dir, 'bilan.duckdb'));
  ws.write(
    'power/a.csv',
    powerCsv(every({ ...dayBounds('2026-01-15', 'Europe/Paris'), watts: 1000, stepMinutes: 5 })),
  );
  const env = { BILAN_DATABASE: 'environment.duckdb', FORCE_COLOR: '1' };
  const run = (...args: string[]) => program.run(ws.dir, ['--db', 'flag.duckdb', ...args], { env });
  const outcomes = [
    await run('collect'),
    await run('calculate', '--from', '2026-01-15', '--to', '2026-01-15'),
    await run('status'),
    await run('sql', '--format', 'csv', 'select it_kwh from service_month'),
    await run('--json', 'calculate', '--from', '2026-01-15', '--to', '2026-01-15', '-q'),
    await run('--json', 'status'),
    await run('--json', 'collect', 'reference'),
    await run('--json', 'config'),
  ];
  expect(outcomes.map(({ code }) => code)).toEqual(Array(outcomes.length).fill(0));
  for (const { stdout, stderr } of outcomes) expect(stdout + stderr).not.toContain(ESCAPE);
  const [collected, calculated, status, sql, json, statusJson, collectedJson, config] = outcomes;
  expect(collected?.stdout).toMatch(
    /^reference-000001: .*\npower-000002: 289 samples read, 2 days changed\n$/,
  );
  expect(calculated?.stdout).toContain('run-000001 complete: 2026-01-15 to 2026-01-15, 1 day published');
  expect(calculated?.stderr).toMatch(/not declared/);
  expect(status?.stdout).toMatch(/2026-01 +1 of 31 +100\.0 %/);
  expect(sql?.stdout).toBe('it_kwh\n24.000000000000000000\n');
  expect(json?.stderr).toBe('');
  expect(JSON.parse(json?.stdout ?? '')).toMatchObject({
    run_id: 'run-000002',
    status: 'complete',
    published_days: 1,
    totals: { equipment_days: 1, it_kwh: 24 },
    missing: [],
  });
  expect(json?.stdout).toContain('"it_kwh":24.000000000000000000');
  expect(JSON.parse(statusJson?.stdout ?? '')).toMatchObject({
    months: [{ month: '2026-01', days_covered: 1 }],
  });
  expect(JSON.parse(collectedJson?.stdout ?? '')).toMatchObject({
    snapshots: [{ source: 'reference', row_count: 11 }],
    failures: [],
  });
  expect(JSON.parse(config?.stdout ?? '')).toHaveProperty('settings');
  const fromFile = await program.run(ws.dir, ['sql', 'select 1']);
  expect(fromFile).toMatchObject({ code: 2, stderr: expect.stringContaining('bilan.duckdb') });
});

test('bilan --help and sub-commands without work load nothing heavy', async () => {
  const ws = createWorkspace();
  const report = join(ws.dir, 'modules.mjs');
  writeFileSync(
    report,
    `import { registerHooks } from 'node:module';
     import * as module from 'node:module';
     import { writeSync } from 'node:fs';
     module.register('data:text/javascript,' + encodeURIComponent(
       "import { writeSync } from 'node:fs'; export const load = (url, context, next) => { writeSync(2, 'LOAD ' + url + '\\\\n'); return next(url, context); };"
     ));`.replace("import { registerHooks } from 'node:module';", ''),
  );
  for (const args of [['--help'], ['sql', '--help'], ['--version']]) {
    const { code, stderr } = await program.run(ws.dir, args, { nodeArgs: ['--import', report] });
    expect(code, stderr).toBe(0);
    const loaded = stderr.split('\n').filter((line) => line.startsWith('LOAD '));
    expect(loaded.length).toBeGreaterThan(2);
    expect(
      loaded.filter((line) => /duckdb|exceljs|pdfmake|vega|undici|zod|yaml|date-fns|csv-parse/.test(line)),
    ).toEqual([]);
    expect(
      loaded.filter((line) => line.includes('node_modules')).every((line) => line.includes('/commander/')),
    ).toBe(true);
  }
});

test('an interrupt ends with 130', async () => {
  const ws = createWorkspace();
  const slow = join(ws.dir, 'slow.mjs');
  writeFileSync(slow, "setTimeout(() => process.kill(process.pid, 'SIGINT'), 1500).unref();");
  ws.writeReference(REFERENCE);
  await ws.ok(['collect', 'reference']);
  // Interrupts itself once the statement is under way.
  const outcome = await program.run(ws.dir, ['sql', 'select count(*) from range(100000000000)'], {
    nodeArgs: ['--import', slow],
  });
  expect(outcome.code).toBe(130);
});
