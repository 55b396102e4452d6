// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of bilan.yaml are written like this
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runConfig } from '../../src/cli/commands/config.ts';
import { runInit } from '../../src/cli/commands/init.ts';
import { loadConfig } from '../../src/cli/config/load-config.ts';
import { readReferenceFolder } from '../../src/collect/reference/read-folder.ts';
import { REFERENCE_FILES } from '../../src/domain/reference-files.ts';

let cwd: string;
let out = '';
let notices: string[] = [];

beforeEach(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'bilan-init-')));
  out = '';
  notices = [];
});
afterEach(() => rmSync(cwd, { recursive: true }));

const write = (text: string): void => {
  out += text;
};
const init = (dir: string, isJson = false) =>
  runInit({
    dir,
    cwd,
    write,
    reporter: { notice: (message) => void notices.push(message), progress: () => {} },
    isJson,
  });

const load = (dir: string, env: Record<string, string> = {}) =>
  loadConfig({ flags: {}, env, cwd: dir, needs: [], isConfigRequired: true });

test('init writes a set that loads: every setting at its default, every reference file without an error', async () => {
  const dir = join(cwd, 'my ledger');
  await init(dir);
  const names = REFERENCE_FILES.map(({ name }) => `${name}.csv`).sort();
  expect(readdirSync(join(dir, 'reference')).sort()).toEqual(names);
  expect(out.split('\n').filter((line) => line.startsWith('wrote '))).toEqual(
    ['bilan.yaml', ...names.map((name) => `reference/${name}`)].map((name) => `wrote ${name}`),
  );
  expect(out).toContain("\n  cd 'my ledger'\n");
  expect(notices).toEqual([]);

  const { config } = await loadConfig({
    flags: {},
    env: { ITCARE_CLIENT_ID: 'a', ITCARE_CLIENT_SECRET: 'b' },
    cwd: dir,
    needs: ['itcare', 'power'],
    isConfigRequired: true,
  });
  writeFileSync(
    join(cwd, 'bilan.yaml'),
    'itcare: { client_id: a, client_secret: b }\nreference: reference\n',
  );
  const { config: defaults } = await load(cwd);
  expect({ ...config, power: [] }).toEqual({
    ...defaults,
    database: join(dir, 'bilan.duckdb'),
    samples: join(dir, 'samples'),
    reference: join(dir, 'reference'),
  });

  const { files, notices: said } = await readReferenceFolder(join(dir, 'reference'));
  expect(said).toEqual([]);
  expect(files.map(({ name }) => name)).toEqual(REFERENCE_FILES.map(({ name }) => name));
  const filled = files.filter(({ rows }) => rows.length > 0).map(({ name }) => name);
  expect(filled).toEqual(REFERENCE_FILES.filter(({ isRequired }) => isRequired).map(({ name }) => name));
});

test('--json: one document of what was written and what was there already', async () => {
  const names = REFERENCE_FILES.map(({ name }) => `reference/${name}.csv`).sort();
  writeFileSync(join(cwd, 'bilan.yaml'), 'database: mine.duckdb\n');
  await init(cwd, true);
  expect(JSON.parse(out)).toEqual({ written: names, kept: ['bilan.yaml'] });
});

test('the header of every template names every column, and the examples in the comments are good rows', async () => {
  const dir = join(cwd, 'x');
  await init(dir);
  for (const { name, columns, isRequired } of REFERENCE_FILES) {
    const file = join(dir, 'reference', `${name}.csv`);
    const text = readFileSync(file, 'utf8');
    const header = columns.map((column) => column.name);
    const written = text.split('\n').find((line) => !line.startsWith('#')) ?? '';
    expect([name, ...written.split(',').sort()]).toEqual([name, ...header.sort()]);
    if (isRequired) continue;
    const example = /# Example:\n# (.*)\n/.exec(text)?.[1] ?? '';
    expect(example).not.toBe('');
    writeFileSync(file, `${text}${example}\n`);
  }
  const { files } = await readReferenceFolder(join(dir, 'reference'));
  expect(files.filter(({ rows }) => rows.length === 0)).toEqual([]);
});

test('init keeps what is there and says so', async () => {
  writeFileSync(join(cwd, 'bilan.yaml'), 'database: mine.duckdb\n');
  await init(cwd);
  expect(readFileSync(join(cwd, 'bilan.yaml'), 'utf8')).toBe('database: mine.duckdb\n');
  expect(notices).toEqual(['kept bilan.yaml: it is there already']);
  expect(out).not.toContain('wrote bilan.yaml');
  expect(out).not.toContain('  cd ');
  out = '';
  await init(cwd);
  expect(out).not.toContain('wrote');
  expect(notices).toHaveLength(1 + 16);
});

test('init into a file is refused with exit 2', async () => {
  writeFileSync(join(cwd, 'taken'), '');
  await expect(init(join(cwd, 'taken'))).rejects.toMatchObject({ exitCode: 2 });
});

test('config prints an aligned table, or one JSON document', async () => {
  writeFileSync(
    join(cwd, 'bilan.yaml'),
    'language: fr\nitcare: { client_id: me, client_secret: "${S}", clouds: [1, 2] }\nreports: []\n',
  );
  const { settings, file } = await load(cwd, { S: 'hush', BILAN_TIMEZONE: 'UTC' });
  runConfig({ settings, file, isJson: false, write });
  const lines = out.trimEnd().split('\n');
  expect(lines.slice(0, 2)).toEqual([`file: ${join(cwd, 'bilan.yaml')}`, '']);
  const at = (lines[2] ?? '').indexOf('origin');
  expect(lines.slice(2).map((line) => line.slice(at))).toEqual(
    expect.arrayContaining(['origin', 'file', 'environment', 'default']),
  );
  expect(lines.slice(2).every((line) => line[at - 1] === ' ' && line[at] !== ' ')).toBe(true);
  expect(out).toMatch(/^itcare\.client_secret +\*\*\* +file$/m);
  expect(out).toMatch(/^itcare\.clouds +\[1,2\] +file$/m);

  out = '';
  runConfig({ settings, file, isJson: true, write });
  const document: unknown = JSON.parse(out);
  expect(document).toMatchObject({ file, settings: expect.any(Array) });
  expect(out).toContain('"key": "timezone",\n      "value": "UTC",\n      "origin": "environment",');
  expect(out).not.toContain('hush');
});
