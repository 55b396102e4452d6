import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DuckdbDatabase } from '../../src/store/duckdb.ts';
import { openReader, prepareLedger } from '../../src/store/ledger.ts';
import { checkReadOnly, prepareReading } from '../../src/store/read-only.ts';
import { sqlTokens } from '../../src/store/sql-tokens.ts';

let dir: string;
let ledger: DuckdbDatabase;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'bilan-read-'));
  await prepareLedger(join(dir, 'l.duckdb'));
  ledger = await openReader(join(dir, 'l.duckdb'));
});
afterAll(async () => {
  await ledger.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Runs a statement as `bilan sql` does. */
const read = async (sql: string) => (await prepareReading(ledger.connection, sql)).runAndReadAll();
const refusal = async (sql: string): Promise<string> =>
  read(sql).then(
    () => 'accepted',
    (error: unknown) => `${error instanceof Error ? error.message : error}`,
  );

const WRITING = [
  "insert into raw.pue values ('s', 'd', '2026', 1.2, null, null)",
  'update raw.pue set pue = 1',
  'delete from raw.pue',
  'truncate raw.pue',
  'merge into raw.pue using raw.pue as p on true when matched then delete',
  'create table t (a int)',
  'create temp table t as select 1',
  'create or replace view v as select 1',
  'create macro m() as 1',
  'drop table raw.pue',
  'alter table raw.pue add column x int',
  "comment on table raw.pue is 'x'",
  "copy raw.pue to 'x.csv'",
  "copy (select 1) to 'x.csv'",
  "copy raw.pue from 'x.csv'",
  "export database 'x'",
  "import database 'x'",
  "attach 'x.duckdb'",
  'detach ledger',
  'use memory',
  'set threads = 1',
  "set global memory_limit = '1GB'",
  'reset threads',
  'pragma database_list',
  'call enable_logging()',
  'install httpfs',
  'force install httpfs',
  'load httpfs',
  'update extensions',
  'checkpoint',
  'vacuum',
  'analyze',
  'begin',
  'commit',
  'prepare p as select 1',
  'execute p',
  'deallocate p',
  'pivot raw.pue on period',
  'with x as (select 1) insert into raw.pue select * from x',
  'with x as (select 1) delete from raw.pue',
  'explain insert into raw.pue values (1)',
  'explain analyze insert into raw.pue values (1)',
  'explain (analyze) insert into raw.pue values (1)',
  'explain (format json, analyze) delete from raw.pue',
  'EXPLAIN ANALYZE /* select */ create table t (a int)',
  '/* select */ insert into raw.pue values (1)',
  '-- select\ndelete from raw.pue',
];

describe('statements that write', () => {
  test.each(WRITING)('%s', async (sql) => {
    await expect(read(sql)).rejects.toMatchObject({ exitCode: 2 });
  });

  test('one that only the engine recognises is refused by the file being read only', async () => {
    const sql =
      "explain analyze with x as (select 's', 'd', '2026', 1.2, null, null) insert into raw.pue select * from x";
    await expect(read(sql)).rejects.toThrow('attached in read-only mode');
    expect(await ledger.value('select count(*) from raw.pue')).toBe(0n);
  });
});

const HIDDEN = [
  "select * from enable_logging(storage = 'file')",
  'select * from "enable_logging" ()',
  'select * from Enable_Logging/* */()',
  'select * from main.enable_logging\n()',
  'select * from enable_logging\u00a0()',
  'select * from enable_logging\u200b()',
  'with x as (select * from enable_logging()) select * from x',
  'explain analyze select * from enable_logging()',
  // Text and names in which a quote opens nothing.
  `select 1 as "'", x.* from enable_logging() as x -- '`,
  `select $$'$$, x.* from enable_logging() as x -- '`,
  `select $a$'$a$, x.* from enable_logging() as x -- '`,
  `select e'\\'' , x.* from enable_logging() as x -- '`,
  `select 1 /* /* */ ' */ , x.* from enable_logging() as x -- '`,
  `select 'it''s' , x.* from enable_logging() as x -- '`,
  "select * from json_execute_serialized_sql(json_serialize_sql('select * from enable_logging()'))",
  "select * from query('select 1')",
  "select * from query_table('raw.pue')",
  "select write_log('x')",
  'select setseed(0.5)',
  "select nextval('x')",
  'select * from checkpoint()',
  'select * from force_checkpoint()',
  'select * from enable_profiling()',
  'select * from disable_logging()',
  'select * from truncate_duckdb_logs()',
  'select * from enable_peg_parser()',
];

describe('functions that act', () => {
  test.each(HIDDEN)('%s', async (sql) => {
    expect(await refusal(sql)).toMatch(/bilan sql only reads: the function \w+ is refused/);
  });
});

/** Table functions of the engine that only read what the ledger or the engine holds. */
const HARMLESS =
  /^(duckdb_\w+|pragma_\w+|check_peg_parser|generate_series|range|repeat|repeat_row|icu_calendar_names|pg_timezone_names|json_each|json_tree|sql_auto_complete|summary|test_all_types|test_vector_types|unnest|which_secret)$/;
/** Those that take a pointer, which no statement can make, or a relation. */
const UNREACHABLE = /^(arrow_scan|arrow_scan_dumb|seq_scan)$/;
/** Those that open files: closed by the connection. */
const FILES = /^(glob|sniff_csv|read_\w+|parquet_\w+)$/;

test('every table function of this engine is known: harmless, refused, or without a file to open', async () => {
  const rows = await ledger.rows<{ name: string }>(
    "select distinct function_name as name from duckdb_functions() where function_type = 'table' order by 1",
  );
  const isRefused = (name: string): boolean => {
    try {
      checkReadOnly(`select * from ${name}()`);
      return false;
    } catch {
      return true;
    }
  };
  const unknown = rows
    .map(({ name }) => name)
    .filter(
      (name) => !HARMLESS.test(name) && !UNREACHABLE.test(name) && !FILES.test(name) && !isRefused(name),
    );
  expect(unknown).toEqual([]);
  const secret = join(import.meta.dirname, 'read-only.test.ts');
  for (const { name } of rows.filter((row) => FILES.test(row.name))) {
    const argument = name === 'parquet_bloom_probe' ? `'${secret}', 'a', 1` : `'${secret}'`;
    expect(await refusal(`select * from ${name}(${argument})`), name).toMatch(
      /disabled by configuration|Permission Error|No function matches/,
    );
  }
});

test('files, settings and the environment cannot be reached', async () => {
  const file = join(dir, 'x.csv');
  expect(await refusal(`select * from '${file}'`)).not.toBe('accepted');
  expect(await refusal("select getenv('HOME')")).toMatch(/does not exist/);
  expect(await refusal(`select * from read_text('/etc/hostname')`)).toMatch(/disabled/);
  const settings = await read(
    "select value from duckdb_settings() where name in ('enable_external_access', 'lock_configuration') order by name",
  );
  expect(settings.getRows()).toEqual([['false'], ['true']]);
  expect(existsSync(file)).toBe(false);
});

test.each([
  'select 1',
  '  (select 1) ; ',
  'values (1), (2)',
  'with a as (select 1) select * from a',
  'from raw.pue',
  'table_name_is_no_statement',
  'explain select 1',
  'explain analyze select 1',
  'explain (format json) select 1',
  'describe raw.pue',
  'summarize raw.pue',
  'show tables',
  'select \'insert into enable_logging(\' as a, "query" from (select 1 as query)',
  'select 1 -- ; delete from raw.pue',
  "select ';' as a",
])('%s is read, or refused for what it is', async (sql) => {
  const isStatement = sql !== 'table_name_is_no_statement';
  expect(await refusal(sql)).toBe(
    isStatement ? 'accepted' : 'bilan sql only reads: TABLE_NAME_IS_NO_STATEMENT is not a reading statement',
  );
});

test.each([
  ['', 'the statement is empty'],
  ['-- nothing', 'the statement is empty'],
  [';;', 'the statement is empty'],
  ['select 1; select 2', '2 statements were given, one is expected'],
  ["'text'", 'text is not a reading statement'],
])('%j: %s', async (sql, message) => {
  expect(await refusal(sql)).toContain(message);
});

test.each([
  ['select $1', /parameter/],
  ['select $a', /parameter/],
  ['select nothing', /nothing/],
  ["select cast('x' as integer)", /Conversion Error/],
  ["select error('boom')", /boom/],
  ['select (', /syntax error/],
])('%s is what the engine refuses', async (sql, message) => {
  await expect(read(sql)).rejects.toThrow(message);
});

test('the lexer leaves out what is text or comment', () => {
  const words = (sql: string) => sqlTokens(sql).map(({ kind, value }) => (kind === 'text' ? "''" : value));
  expect(words(`a 'b''c' "d""e" -- f\n$x$ g $x$ /* h /* i */ j */ e'k\\'l' $m`)).toEqual([
    'a',
    "''",
    'd"e',
    "''",
    "''",
    '$',
    'm',
  ]);
  expect(words("'never closed")).toEqual(["''"]);
  expect(words('/* never closed')).toEqual([]);
  expect(words('$$ never closed')).toEqual(["''"]);
});
