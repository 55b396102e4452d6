import type { DuckDBValue } from '@duckdb/node-api';
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
  const api = await import('@duckdb/node-api');
  const names = Object.keys(columns);
  const kinds = Object.values(columns);
  const declared = names.map((name, i) => `"${name}" ${SQL_TYPES[kinds[i] as AppendType] ?? kinds[i]}`);
  const create = database === 'temp' ? 'create or replace temp table' : 'create or replace table';
  await work.run(`${create} ${database}.main.${table} (${declared.join(', ')})`);
  const types = kinds.map((kind) => {
    switch (kind) {
      case 'TAGS':
        return api.MAP(api.VARCHAR, api.VARCHAR);
      case 'TIMESTAMPTZ':
        return api.TIMESTAMPTZ;
      default:
        return api[kind];
    }
  });
  const converters = createConverters(api, table);
  const columnOf = (rows: readonly T[], name: string, kind: AppendType): DuckDBValue[] => {
    const convert = converters[kind];
    return rows.map((row) => {
      const value = (row as Record<string, unknown>)[name];
      return value === null || value === undefined ? null : convert(value);
    });
  };
  const appender = await work.connection.createAppender(table, 'main', database);
  let count = 0;
  for await (const batch of batches) {
    for (let start = 0; start < batch.length; start += CHUNK_ROWS) {
      const rows = batch.slice(start, start + CHUNK_ROWS);
      const chunk = api.DuckDBDataChunk.create(types, rows.length);
      chunk.setColumns(names.map((name, i) => columnOf(rows, name, kinds[i] as AppendType)));
      appender.appendDataChunk(chunk);
      count += rows.length;
    }
  }
  appender.closeSync();
  return count;
};
