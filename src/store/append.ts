import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { BilanError } from '../domain/errors.ts';
import type { DuckdbDatabase } from './duckdb.ts';

/** Column types that rows can be appended with. DATE takes `YYYY-MM-DD`, TIMESTAMPTZ epoch milliseconds, TAGS a record of text. */
export type AppendType =
  | 'VARCHAR'
  | 'BIGINT'
  | 'INTEGER'
  | 'DOUBLE'
  | 'BOOLEAN'
  | 'DATE'
  | 'TIMESTAMPTZ'
  | 'TAGS';

export type AppendColumns = Readonly<Record<string, AppendType>>;

const CHUNK_ROWS = 2048;
/** What an appender may hold before the table takes it, so that wide rows are not in memory twice. */
const FLUSH_ROWS = 2048;
const SQL_TYPES: Partial<Record<AppendType, string>> = { TAGS: 'map(varchar, varchar)' };

const numberOf = (table: string, value: unknown): number => {
  if (typeof value !== 'number') throw new BilanError(1, `${table}: expected a number, got ${typeof value}`);
  return value;
};

/** How a property becomes a value of the driver's, by type. */
const createConverters = (
  api: typeof import('@duckdb/node-api'),
  table: string,
): Readonly<Record<AppendType, (value: unknown) => DuckDBValue>> => {
  const dates = new Map<unknown, DuckDBValue>();
  const dateOf = (value: unknown): DuckDBValue => {
    const days = Math.round(Date.parse(`${String(value)}T00:00:00Z`) / 86_400_000);
    const date = new api.DuckDBDateValue(days);
    dates.set(value, date);
    return date;
  };
  return {
    VARCHAR: String,
    BIGINT: (value) => BigInt(value as bigint | number | string),
    BOOLEAN: (value) => value as boolean,
    // The same few dates stand in thousands of rows.
    DATE: (value) => dates.get(value) ?? dateOf(value),
    TIMESTAMPTZ: (value) => new api.DuckDBTimestampTZValue(BigInt(Math.round(value as number)) * 1000n),
    // In one order whatever the source's: otherwise the same tags would be a change.
    TAGS: (value) =>
      new api.DuckDBMapValue(
        Object.entries(value as Record<string, string>)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, text]) => ({ key, value: text })),
      ),
    INTEGER: (value) => numberOf(table, value),
    DOUBLE: (value) => numberOf(table, value),
  };
};

/** Appends rows to a table until it is closed. */
export interface RowAppender<T> {
  /** Appends rows whose properties are the columns. */
  add(rows: readonly T[]): void;
  /** Writes what is left; gives the number of rows appended. */
  close(): number;
}

export interface AppendTarget {
  readonly database: 'memory' | 'temp' | 'ledger';
  readonly schema: string;
  readonly table: string;
}

const typeOf = (api: typeof import('@duckdb/node-api'), kind: AppendType): DuckDBType => {
  switch (kind) {
    case 'TAGS':
      return api.MAP(api.VARCHAR, api.VARCHAR);
    case 'TIMESTAMPTZ':
      return api.TIMESTAMPTZ;
    default:
      return api[kind];
  }
};

/**
 * Opens an appender, whose rows become part of the transaction under way.
 * @param columns name → type, every column of the table in its order
 */
export const openAppender = async <T extends object>(
  work: DuckdbDatabase,
  { database, schema, table }: AppendTarget,
  columns: AppendColumns,
): Promise<RowAppender<T>> => {
  const api = await import('@duckdb/node-api');
  const entries = Object.entries(columns);
  const converters = createConverters(api, table);
  const columnOf = (rows: readonly T[], name: string, kind: AppendType): DuckDBValue[] => {
    const convert = converters[kind];
    return rows.map((row) => {
      const value = (row as Record<string, unknown>)[name];
      return value === null || value === undefined ? null : convert(value);
    });
  };
  const appender = await work.connection.createAppender(table, schema, database);
  // One chunk for all rows: each of its own would hold its texts until the garbage collector comes by.
  const chunk = api.DuckDBDataChunk.create(entries.map(([, kind]) => typeOf(api, kind)));
  let count = 0;
  let unflushed = 0;
  return {
    add: (batch) => {
      for (let start = 0; start < batch.length; start += CHUNK_ROWS) {
        const rows = batch.slice(start, start + CHUNK_ROWS);
        chunk.reset();
        chunk.setColumns(entries.map(([name, kind]) => columnOf(rows, name, kind)));
        appender.appendDataChunk(chunk);
        count += rows.length;
        unflushed += rows.length;
      }
      if (unflushed < FLUSH_ROWS) return;
      appender.flushSync();
      unflushed = 0;
    },
    close: () => {
      appender.closeSync();
      return count;
    },
  };
};

/**
 * Makes a table of the given columns in the work database, for an appender.
 * @param table name in the work database's main schema; replaced when it exists
 */
export const openStage = async <T extends object>(
  work: DuckdbDatabase,
  table: string,
  columns: AppendColumns,
  database: 'memory' | 'temp' = 'memory',
): Promise<RowAppender<T>> => {
  const declared = Object.entries(columns).map(([name, kind]) => `"${name}" ${SQL_TYPES[kind] ?? kind}`);
  const create = database === 'temp' ? 'create or replace temp table' : 'create or replace table';
  await work.run(`${create} ${database}.main.${table} (${declared.join(', ')})`);
  return openAppender(work, { database, schema: 'main', table }, columns);
};

/**
 * Makes a table of the given columns in the work database and appends rows to it, a chunk at a time.
 * @param table name in the work database's main schema; replaced when it exists
 * @param columns name → type, in order
 * @param batches rows whose properties are the columns
 * @param database `temp` inside a transaction that writes the ledger: DuckDB lets one write a single database beside it
 * @returns the number of rows
 */
export const stageRows = async <T extends object>(
  work: DuckdbDatabase,
  table: string,
  columns: AppendColumns,
  batches: Iterable<readonly T[]> | AsyncIterable<readonly T[]>,
  database: 'memory' | 'temp' = 'memory',
): Promise<number> => {
  const stage = await openStage<T>(work, table, columns, database);
  for await (const batch of batches) stage.add(batch);
  return stage.close();
};
