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

/**
 * Makes a table of the given columns in the work database and appends rows to it, a chunk at a time.
 * @param table name in the work database's main schema; replaced when it exists
 * @param columns name → type, in order
 * @param batches rows whose properties are the columns
 * @returns the number of rows
 */
export const stageRows = async <T extends object>(
  work: DuckdbDatabase,
  table: string,
  columns: AppendColumns,
  batches: Iterable<readonly T[]> | AsyncIterable<readonly T[]>,
): Promise<number> => {
  const api = await import('@duckdb/node-api');
  const names = Object.keys(columns);
  const kinds = Object.values(columns);
  const declared = names.map((name, i) => `"${name}" ${SQL_TYPES[kinds[i] as AppendType] ?? kinds[i]}`);
  await work.run(`create or replace table memory.main.${table} (${declared.join(', ')})`);
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
  const convert = (value: unknown, kind: AppendType) => {
    if (value === null || value === undefined) return null;
    switch (kind) {
      case 'VARCHAR':
        return String(value);
      case 'BIGINT':
        return BigInt(value as bigint | number | string);
      case 'DATE':
        return new api.DuckDBDateValue(Math.round(Date.parse(`${String(value)}T00:00:00Z`) / 86_400_000));
      case 'TIMESTAMPTZ':
        return new api.DuckDBTimestampTZValue(BigInt(Math.round(value as number)) * 1000n);
      case 'TAGS':
        return new api.DuckDBMapValue(
          // In one order whatever the source's: otherwise the same tags would be a change.
          Object.entries(value as Record<string, string>)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, text]) => ({ key, value: text })),
        );
      case 'BOOLEAN':
        return value as boolean;
      default:
        if (typeof value !== 'number')
          throw new BilanError(1, `${table}: expected a number, got ${typeof value}`);
        return value;
    }
  };
  const appender = await work.connection.createAppender(table, 'main', 'memory');
  let count = 0;
  for await (const batch of batches) {
    for (let start = 0; start < batch.length; start += CHUNK_ROWS) {
      const rows = batch.slice(start, start + CHUNK_ROWS);
      const chunk = api.DuckDBDataChunk.create(types, rows.length);
      chunk.setColumns(
        names.map((name, i) =>
          rows.map((row) => convert((row as Record<string, unknown>)[name], kinds[i] as AppendType)),
        ),
      );
      appender.appendDataChunk(chunk);
      count += rows.length;
    }
  }
  appender.closeSync();
  return count;
};
