import { parse } from 'yaml';
import { addDays, daysBetween, startOfCivilDay } from '../../src/domain/civil-date.ts';
import { controlDefaults, loadControls } from '../../src/store/control-files.ts';
import { type DuckdbDatabase, openWork } from '../../src/store/duckdb.ts';
import { ledgerViews, migrate } from '../../src/store/migrate.ts';
import type { SqlParameters } from '../../src/store/port.ts';
import {
  createTable,
  createView,
  inReadingOrder,
  loadQueryFiles,
  type QueryFile,
  runQuery,
} from '../../src/store/query-files.ts';

/** A cell of a text table: undefined for NULL (`~`), else its text. */
export type Cell = string | undefined;
export interface TextTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** One case of test/queries: rows given to the relations a query reads, and rows it must give. */
export interface QueryCase {
  readonly why: string;
  readonly parameters: SqlParameters;
  /** Time zones whose civil days exist around the period. */
  readonly zones: readonly string[];
  readonly given: Readonly<Record<string, TextTable>>;
  readonly expect: TextTable;
  /** Relative tolerance of numbers. */
  readonly tolerance: number;
}

const DEFAULTS = {
  from_day: '2026-01-15',
  to_day: '2026-01-15',
  timezone: 'UTC',
  max_gap_minutes: 5,
  max_power_w: 200_000,
  embodied: 'off',
  now_us: '4102444800000000',
  run_id: 'run-1',
} as const;

const cellOf = (word: string): Cell => {
  if (word === '~') return undefined;
  return word.startsWith("'") ? word.slice(1, -1) : word;
};

/** Columns apart by blanks, the first line names them; `~` is NULL, `'…'` holds blanks, `''` is empty text. */
export const parseTextTable = (text: string): TextTable => {
  const lines = text
    .split('\n')
    .map((line) => [...line.matchAll(/'[^']*'|\S+/g)].map((match) => match[0]))
    .filter((words) => words.length > 0);
  const [columns = [], ...rows] = lines;
  for (const row of rows) {
    if (row.length !== columns.length)
      throw new Error(`${row.join(' ')}: ${row.length} cells under ${columns.length} columns`);
  }
  return { columns, rows: rows.map((row) => row.map(cellOf)) };
};

/** Reads a case; a given relation may be blank: it exists and is empty. */
export const parseQueryCase = (text: string): QueryCase => {
  const file = parse(text) as {
    why: string;
    parameters?: Record<string, string | number>;
    zones?: string[];
    given?: Record<string, string | null>;
    expect: string;
    tolerance?: number;
  };
  const parameters = { ...DEFAULTS, ...file.parameters };
  return {
    why: file.why,
    parameters,
    zones: file.zones ?? [parameters.timezone],
    given: Object.fromEntries(
      Object.entries(file.given ?? {}).map(([name, rows]) => [name, parseTextTable(rows ?? '')]),
    ),
    expect: parseTextTable(file.expect),
    tolerance: file.tolerance ?? 1e-9,
  };
};

const literal = (cell: Cell, type: string): string =>
  cell === undefined ? `cast(null as ${type})` : `cast('${cell.replaceAll("'", "''")}' as ${type})`;

/** Databases that hold every relation, empty, so that a case names only the columns it needs. */
export interface QueryBench {
  /** The rows of a relation's query over what a case gives; relations that are not given are computed. */
  run(relation: string, given: QueryCase): Promise<Record<string, Cell>[]>;
  setThreads(count: number): Promise<void>;
  close(): Promise<void>;
}

const RUN_TABLES =
  'create table raw.sample (equipment_id varchar, feed varchar, ts timestamptz, power_w double); create table raw.civil_day (timezone varchar, day date, start_us bigint, end_us bigint)';

const openStepDatabase = async (
  ledger: DuckdbDatabase,
  steps: readonly QueryFile[],
): Promise<DuckdbDatabase> => {
  const work = await openWork();
  await work.run('create schema raw; create schema stage; create schema calc');
  const columns = await ledger.rows<{ table_name: string; declared: string }>(
    `select table_name, string_agg('"' || column_name || '" ' || data_type, ', ' order by column_index) as declared
     from duckdb_columns() where schema_name = 'raw' group by table_name`,
  );
  for (const { table_name: name, declared } of columns)
    await work.run(`create table raw.${name} (${declared})`);
  await work.run(RUN_TABLES);
  for (const query of steps) await createTable(work, query, DEFAULTS);
  return work;
};

const fillCivilDays = async (db: DuckdbDatabase, given: QueryCase): Promise<void> => {
  const { from_day: from, to_day: to } = given.parameters;
  for (const zone of given.zones) {
    for (const day of daysBetween(addDays(String(from), -9), addDays(String(to), 2))) {
      const start = BigInt(startOfCivilDay(day, zone)) * 1000n;
      const end = BigInt(startOfCivilDay(addDays(day, 1), zone)) * 1000n;
      await db.run(`insert into raw.civil_day values ('${zone}', '${day}', ${start}, ${end})`);
    }
  }
};

const fillGiven = async (db: DuckdbDatabase, relation: string, table: TextTable): Promise<void> => {
  const [schema, name] = relation.includes('.') ? relation.split('.') : ['main', relation];
  const known = await db.rows<{ column_name: string; data_type: string }>(
    'select column_name, data_type from duckdb_columns() where schema_name = $schema and table_name = $name order by column_index',
    { schema: schema ?? '', name: name ?? '' },
  );
  if (known.length === 0) throw new Error(`${relation} is no relation`);
  const typeOf = (column: string): string => {
    const found = known.find(({ column_name }) => column_name === column);
    if (found === undefined) throw new Error(`${relation} has no column ${column}`);
    return found.data_type;
  };
  const types = table.columns.map(typeOf);
  const isView = await db.value(
    'select count(*) from duckdb_views() where schema_name = $schema and view_name = $name',
    { schema: schema ?? '', name: name ?? '' },
  );
  if (Number(isView) > 0) await db.run(`drop view ${schema}.${name}`);
  const declared = known.map(({ column_name, data_type }) => `"${column_name}" ${data_type}`).join(', ');
  await db.run(`create or replace table ${schema}.${name} (${declared})`);
  if (table.rows.length === 0) return;
  const names = table.columns.map((column) => `"${column}"`).join(', ');
  const values = table.rows.map(
    (row) => `(${row.map((cell, i) => literal(cell, types[i] ?? 'varchar')).join(', ')})`,
  );
  await db.run(`insert into ${schema}.${name} (${names}) values ${values.join(', ')}`);
};

/** What a relation reads, directly or not, and is not given; in an order in which it can be computed. */
const toCompute = (
  target: QueryFile,
  queries: readonly QueryFile[],
  given: readonly string[],
): QueryFile[] => {
  const byName = new Map(queries.map((query) => [`${query.folder}.${query.relation}`, query]));
  const needed = new Set<QueryFile>();
  const visit = (query: QueryFile): void => {
    for (const read of query.reads) {
      const next = byName.get(read);
      if (next === undefined || next === query || given.includes(read) || needed.has(next)) continue;
      needed.add(next);
      visit(next);
    }
  };
  visit(target);
  return inReadingOrder(queries).filter((query) => needed.has(query));
};

const textOf = (value: unknown): Cell => {
  if (value === null) return undefined;
  const text = String(value);
  return text.startsWith('[') ? text.replaceAll("'", '') : text;
};

const cellsOf = (rows: readonly Readonly<Record<string, unknown>>[]): Record<string, Cell>[] =>
  rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, textOf(value)])));

/** Opens the databases that cases run on: stages and steps as a calculation sees them, the rest as the ledger does. */
export const openQueryBench = async (): Promise<QueryBench> => {
  const [stages, calcs, audits] = await Promise.all([
    loadQueryFiles('stage'),
    loadQueryFiles('calc'),
    loadQueryFiles('audit'),
  ]);
  const steps = [...inReadingOrder(stages), ...calcs.filter((query) => query.step !== undefined)];
  const ledger = await openWork();
  await migrate(ledger, 'test');
  const work = await openStepDatabase(ledger, steps);
  const views = await ledgerViews();
  const ofLedger = [...views, ...audits];
  // An audit is often named like the relation it looks at.
  const auditByName = new Map(audits.map((query) => [`audit.${query.relation}`, query]));
  const controls = new Map(
    (await loadQueryFiles('control')).map((query) => [`control.${query.relation}`, query]),
  );
  const defaults = new Map(
    (await loadControls()).map((control) => [`control.${control.definition.name}`, controlDefaults(control)]),
  );
  return {
    run: async (relation, given) => {
      const step = steps.find((query) => query.relation === relation);
      const target =
        controls.get(relation) ??
        auditByName.get(relation) ??
        step ??
        ofLedger.find((query) => query.relation === relation);
      if (target === undefined) throw new Error(`there is no query for ${relation}`);
      const db = step === undefined ? ledger : work;
      await db.run('begin transaction');
      try {
        if (step !== undefined && given.given['raw.civil_day'] === undefined) await fillCivilDays(db, given);
        for (const [name, table] of Object.entries(given.given)) await fillGiven(db, name, table);
        if (step !== undefined) {
          for (const query of toCompute(target, steps, Object.keys(given.given)))
            await createTable(db, query, given.parameters);
        } else {
          const isGiven = ({ folder, relation: name }: QueryFile): boolean =>
            (folder === 'mart' ? name : `${folder}.${name}`) in given.given;
          for (const query of views.filter(
            (view) => !isGiven(view) && view.reads.some((read) => read in given.given),
          ))
            await createView(db, query, query.folder === 'mart' ? 'main' : query.folder);
        }
        return cellsOf(await runQuery(db, target, { ...defaults.get(relation), ...given.parameters }));
      } finally {
        await db.run('rollback');
      }
    },
    setThreads: (count) => work.run(`set threads = ${count}`),
    close: async () => {
      await work.close();
      await ledger.close();
    },
  };
};

const isNumber = (cell: Cell): cell is string =>
  cell !== undefined && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(cell);

const isSame = (actual: Cell, expected: Cell, tolerance: number): boolean => {
  if (isNumber(actual) && isNumber(expected)) {
    const [a, e] = [Number(actual), Number(expected)];
    return Math.abs(a - e) <= tolerance * Math.max(Math.abs(e), 1e-9);
  }
  return actual === expected;
};

const sortKey = (row: readonly Cell[]): string =>
  row.map((cell) => (isNumber(cell) ? Number(cell).toPrecision(6) : (cell ?? '~'))).join('\t');

const byKey = (a: readonly Cell[], b: readonly Cell[]): number => (sortKey(a) < sortKey(b) ? -1 : 1);

/** The expected columns of what came, as a table in the case's notation; equal where the numbers are equal enough. */
export const compareRows = (
  actual: readonly Readonly<Record<string, Cell>>[],
  { expect, tolerance }: QueryCase,
): { readonly actual: string[]; readonly expected: string[] } => {
  const unknown = expect.columns.filter((column) => actual[0] !== undefined && !(column in actual[0]));
  if (unknown.length > 0) throw new Error(`the query has no column ${unknown.join(', ')}`);
  const came = actual.map((row) => expect.columns.map((column) => row[column])).sort(byKey);
  const wanted = [...expect.rows].sort(byKey);
  const text = (row: readonly Cell[]): string => row.map((cell) => cell ?? '~').join(' | ');
  return {
    expected: wanted.map(text),
    actual: came.map((row, i) =>
      text(row.map((cell, j) => (isSame(cell, wanted[i]?.[j], tolerance) ? wanted[i]?.[j] : cell))),
    ),
  };
};
