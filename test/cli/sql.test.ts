import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REFERENCE } from '../support/estate.ts';
import { createWorkspace, type RunOptions, type Workspace } from '../support/workspace.ts';

let ws: Workspace;
beforeAll(async () => {
  ws = createWorkspace('database: bilan.duckdb\nreference: reference\ntimezone: Europe/Paris\n', {
    isShared: true,
  });
  ws.writeReference(REFERENCE);
  await ws.ok(['collect', '-q']);
});
afterAll(() => ws.dispose());

const ask = async (statement: string, ...args: string[]): Promise<string> =>
  (await ws.ok(['sql', statement, ...args])).stdout;
test('JSON values', async () => {
  const values: readonly (readonly [string, string])[] = [
    ["cast('10.92' as decimal(38,18))", '10.920000000000000000'],
    ["cast('-0.000000000000000001' as decimal(38,18))", '-0.000000000000000001'],
    [
      "cast('12345678901234567890.123456789012345678' as decimal(38,18))",
      '12345678901234567890.123456789012345678',
    ],
    ['cast(7 as decimal(4,0))', '7'],
    ['9007199254740991', '9007199254740991'],
    ['-9007199254740991', '-9007199254740991'],
    ['9007199254740992', '"9007199254740992"'],
    ['-9223372036854775808', '"-9223372036854775808"'],
    ['cast(170141183460469231731687303715884105727 as hugeint)', '"170141183460469231731687303715884105727"'],
    ['cast(5 as utinyint)', '5'],
    ['0.1::double', '0.1'],
    ['1e21::double', '1e+21'],
    ["'nan'::double", 'null'],
    ["'inf'::double", 'null'],
    ["'-inf'::float", 'null'],
    ['null', 'null'],
    ['true', 'true'],
    ["date '2026-03-01'", '"2026-03-01"'],
    ["timestamptz '2026-03-29 00:59:59+00'", '"2026-03-29T01:59:59+01:00"'],
    ["timestamptz '2026-03-29 01:00:00+00'", '"2026-03-29T03:00:00+02:00"'],
    ["timestamptz '1969-12-31 23:59:59.999999+00'", '"1970-01-01T00:59:59.999999+01:00"'],
    ["timestamp '2026-03-01 12:00:00.5'", '"2026-03-01T12:00:00.5"'],
    ["timestamp_ns '2020-01-01 00:00:00.123456789'", '"2020-01-01T00:00:00.123456789"'],
    ["timestamptz '9999-12-31 23:59:59+00'", '"+010000-01-01T00:59:59+01:00"'],
    ["date '10000-01-01'", '"+010000-01-01"'],
    ["date '5881580-07-10'", '"+5881580-07-10"'],
    ["date '0044-03-15 (BC)'", '"-000043-03-15"'],
    ["timestamp '0044-03-15 (BC) 01:02:03'", '"-000043-03-15T01:02:03"'],
    ["timestamp '290000-02-29 12:00:00'", '"+290000-02-29T12:00:00"'],
    ...['date', 'timestamp', 'timestamp_s', 'timestamp_ms', 'timestamp_ns', 'timestamptz'].flatMap((type) =>
      ['infinity', '-infinity'].map((end) => [`cast('${end}' as ${type})`, `"${end}"`] as const),
    ),
    ["[date 'infinity']", '["infinity"]'],
    ["time '12:34:56'", '"12:34:56"'],
    ["interval '1 day'", '"1 day"'],
    ["'a\"b\\\n\u2028é\u0001'", '"a\\"b\\\\\\n\u2028é\\u0001"'],
    ["''", '""'],
    ['[1, null, 9007199254740993]', '[1,null,"9007199254740993"]'],
    ["{'a': 1.50::decimal(5,2), 'b': null}", '{"a":1.50,"b":null}'],
    ["map {'k': date '2026-01-01'}", '{"k":"2026-01-01"}'],
    ['map()', '{}'],
    [`'{"x": [1, 2]}'::json`, '{"x": [1, 2]}'],
    ["uuid '5bdb6b4e-4c5e-4c0f-8f5e-000000000000'", '"5bdb6b4e-4c5e-4c0f-8f5e-000000000000"'],
  ];
  const columns = values.map(([expression], i) => `${expression} as c${i}`);
  const json = await ask(`select ${columns.join(', ')}`, '--format', 'json');
  expect(JSON.parse(json)).toHaveLength(1);
  const apart = json
    .slice(3, -4)
    .split(/,?"c\d+":/)
    .slice(1);
  expect(apart.map((value, i) => [values[i]?.[0], value])).toEqual(values);
});

test('json is a bare array, one object a row, empty for no row; columns of one name are told apart', async () => {
  expect(JSON.parse(await ask('select 1 as a, 2 as a', '--format', 'json'))).toEqual([{ a: 1, 'a:1': 2 }]);
  expect(await ask('select 1 as a where false', '--format', 'json')).toBe('[]\n');
  expect(JSON.parse(await ask('select * from range(5000)', '--format', 'json'))).toHaveLength(5000);
});

test('--json is one document with columns, rows and whether the limit cut them', async () => {
  const document = (...args: string[]) =>
    ws.ok(['--json', 'sql', 'select i as a from range(3) as r(i)', ...args]);
  expect(JSON.parse((await document()).stdout)).toEqual({
    columns: [{ name: 'a', type: 'BIGINT' }],
    rows: [{ a: 0 }, { a: 1 }, { a: 2 }],
    truncated: false,
  });
  const cut = await document('--limit', '2');
  expect(JSON.parse(cut.stdout)).toMatchObject({ rows: [{ a: 0 }, { a: 1 }], truncated: true });
  expect(JSON.parse((await document('--limit', '3')).stdout)).toMatchObject({ truncated: false });
  expect(JSON.parse((await document('--limit', '0')).stdout)).toMatchObject({ rows: [], truncated: true });
});

test('ndjson has a row a line with the same values', async () => {
  expect(await ask('select i, 1.50::decimal(5,2) as d from range(2) as r(i)', '--format', 'ndjson')).toBe(
    '{"i":0,"d":1.50}\n{"i":1,"d":1.50}\n',
  );
  expect(await ask('select 1 as a where false', '--format', 'ndjson')).toBe('');
});

test('csv: a header even without rows, no BOM, quotes where needed, empty text apart from NULL, all digits', async () => {
  expect(await ask('select 1 as a, 2 as "b c" where false', '--format', 'csv')).toBe('a,b c\n');
  const csv = await ask(
    `select * from (values ('x,y', 'say "hi"', '', null, 10.92::decimal(38,18), 9007199254740993),
       ('two' || chr(10) || 'lines', '=1+1', ' ', 'a', -1.5, -1)) as v(a, b, c, d, e, f)`,
    '--format',
    'csv',
  );
  expect(csv).toBe(
    'a,b,c,d,e,f\n"x,y","say ""hi""","",,10.920000000000000000,9007199254740993\n"two\nlines",=1+1, ,a,-1.500000000000000000,-1\n',
  );
});

test('--guard-formulas guards text and leaves numbers alone', async () => {
  const statement = `select * from (values ('=1+1'), ('+1'), ('-1'), ('@x'), (chr(9) || 'x'), (chr(13) || 'x'), ('plain'), ('')) as v(a)`;
  const cells = (text: string) => text.split('\n').slice(1, -1);
  expect(cells(await ask(statement, '--format', 'csv', '--guard-formulas'))).toEqual([
    "'=1+1",
    "'+1",
    "'-1",
    "'@x",
    "'\tx",
    '"\'\rx"',
    'plain',
    '""',
  ]);
  expect(cells(await ask(statement, '--format', 'csv'))[0]).toBe('=1+1');
  expect(
    await ask(
      "select -1 as a, -1.5::decimal(5,2) as b, -2.5::double as c, -3::hugeint as d, ['=x'] as e",
      '--format',
      'csv',
      '--guard-formulas',
    ),
  ).toBe('a,b,c,d,e\n-1,-1.50,-2.5,-3,"[""=x""]"\n');
});

test('a table is aligned, shows NULL, and keeps control characters from the terminal', async () => {
  expect(
    await ask(
      "select 'ab' as name, 1.50::decimal(5,2) as kg, null as n union all select chr(27) || '[31m', 10, null",
    ),
  ).toBe('name       kg     n\n--------  ---  ----\nab        1.5  NULL\n\\x1b[31m   10  NULL\n');
});

describe('where a statement comes from', () => {
  test('standard input, a file, an argument; not two of them', async () => {
    ws.write('q.sql', '-- a comment\nselect 3 as a;\n');
    const csv = (args: readonly string[], options?: RunOptions) =>
      ws.bilan(['sql', '--format', 'csv', ...args], options);
    expect((await csv([], { stdin: 'select 2 as a\n' })).stdout).toBe('a\n2\n');
    expect((await csv(['--file', 'q.sql'])).stdout).toBe('a\n3\n');
    expect(await csv(['--file', 'q.sql', 'select 1'])).toMatchObject({ code: 2, stdout: '' });
    expect(await csv(['--file', 'absent.sql'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('absent.sql'),
    });
    expect(await csv([], { isTerminal: true })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('A statement is expected'),
    });
    expect(await csv([], { stdin: '' })).toMatchObject({ code: 2, stderr: expect.stringContaining('empty') });
  });
});

describe('-o', () => {
  test.each([
    ['out.csv', 'a\n1\n'],
    ['out.json', '[\n{"a":1}\n]\n'],
    ['out.ndjson', '{"a":1}\n'],
    ['out.txt', 'a\n-\n1\n'],
  ])('%s: the ending chooses the format', async (file, text) => {
    const outcome = await ws.ok(['sql', 'select 1 as a', '-o', file]);
    expect(outcome).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(ws.read(file)).toBe(text);
  });

  test('--format beats the ending; an unknown ending without it is refused', async () => {
    await ws.ok(['sql', 'select 1 as a', '-o', 'data.bin', '--format', 'csv']);
    expect(ws.read('data.bin')).toBe('a\n1\n');
    expect(await ws.bilan(['sql', 'select 1', '-o', 'data.unknown'])).toMatchObject({ code: 2 });
  });

  test('a statement that fails leaves neither a file nor a part of one, and keeps what was there', async () => {
    ws.write('kept.csv', 'before');
    for (const statement of [
      'select nothing',
      "select error('late') from range(100000)",
      'delete from raw.pue',
    ])
      expect((await ws.bilan(['sql', statement, '-o', 'kept.csv'])).code).toBe(2);
    expect(ws.read('kept.csv')).toBe('before');
    expect(readdirSync(ws.dir).filter((name) => name.includes('.part'))).toEqual([]);
    const outcome = await ws.bilan(['sql', 'select 1', '-o', 'no/such/folder/x.csv']);
    expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining('no/such/folder/x.csv') });
    expect(existsSync(join(ws.dir, 'no'))).toBe(false);
  });
});

test('a statement may begin with a comment, as every query file does', async () => {
  for (const statement of [
    '-- grain: one row\nselect 1 as a',
    '--grain\nselect 1 as a',
    '/* one */ select 1 as a',
  ])
    expect(await ask(statement, '--format', 'ndjson')).toBe('{"a":1}\n');
});

test('on a terminal a table stops at 100 rows and says so; elsewhere there is no limit', async () => {
  const statement = 'select * from range(150)';
  const shown = await ws.ok(['sql', statement], { isTerminal: true });
  expect(shown.stdout.trimEnd().split('\n')).toHaveLength(102);
  expect(shown.stderr).toContain('Only the first 100 rows are shown; --limit shows more');
  expect((await ask(statement)).trimEnd().split('\n')).toHaveLength(152);
  expect((await ask(statement, '--limit', '7')).trimEnd().split('\n')).toHaveLength(9);
  expect(await ws.bilan(['sql', statement, '--limit', 'x'])).toMatchObject({ code: 2 });
});

test.each([
  ["insert into raw.pue values ('a', 'b', 'c', 1, null, null)", /INSERT is not a reading statement/],
  ["copy (select 1) to 'x.csv'", /COPY is not/],
  ["attach 'x'", /ATTACH is not/],
  ['set threads = 1', /SET is not/],
  ['call enable_logging()', /CALL is not/],
  ["select * from enable_logging(storage = 'file')", /enable_logging is refused/],
  ['pragma version', /PRAGMA is not/],
  ['install httpfs', /INSTALL is not/],
  ['select 1; select 2', /2 statements were given/],
  ["explain analyze insert into raw.pue values ('a', 'b', 'c', 1, null, null)", /INSERT is not/],
  ["select * from read_csv('bilan.yaml')", /disabled by configuration/],
  ["select getenv('HOME')", /getenv does not exist/],
  ['select * from no_such_relation', /no_such_relation does not exist/],
  ['selekt 1', /SELEKT is not/],
  ['select (1', /syntax error/],
])('%s: exit 2, and the ledger is as it was', async (statement, message) => {
  const before = ws.fingerprint();
  const outcome = await ws.bilan(['sql', statement]);
  expect(outcome).toMatchObject({ code: 2, stdout: '' });
  expect(outcome.stderr).toMatch(message);
  expect(outcome.stderr).not.toMatch(/\n\s+at /);
  expect(ws.fingerprint()).toBe(before);
});
