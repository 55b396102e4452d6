import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type { Config } from '../domain/config.ts';
import { openReader } from '../store/ledger.ts';
import { prepareReading, statementError } from '../store/read-only.ts';
import { createValueWriter, type ValueWriter } from '../store/values.ts';

export interface ResultColumn {
  readonly name: string;
  /** DuckDB's name of the type, e.g. `DECIMAL(38,18)`. */
  readonly type: string;
  readonly duckdbType: DuckDBType;
}

/** The answer to one statement: columns at once, rows as they come. */
export interface SqlResult {
  readonly columns: readonly ResultColumn[];
  readonly writer: ValueWriter;
  /** Rows in batches; the engine is asked for the next one only when it is wanted. */
  batches(): AsyncIterable<readonly (readonly DuckDBValue[])[]>;
}

/**
 * Runs one reading statement on the ledger and hands its result to `use`; the ledger is open for just that long.
 * @throws exit 2 when the statement is refused, exit 6 for the ledger
 */
export const queryLedger = async <T>(
  config: Config,
  statement: string,
  use: (result: SqlResult) => Promise<T>,
): Promise<T> => {
  const db = await openReader(config.database, {
    memoryLimit: config.memory_limit,
    timezone: config.timezone,
  });
  try {
    const prepared = await prepareReading(db.connection, statement);
    const result = await prepared.stream().catch((error: unknown) => {
      throw statementError(error);
    });
    const types = result.columnTypes();
    const columns = result.deduplicatedColumnNames().map((name, i) => {
      const duckdbType = types[i] as DuckDBType;
      return { name, type: duckdbType.toString(), duckdbType };
    });
    const batches = async function* () {
      for (;;) {
        const chunk = await result.fetchChunk().catch((error: unknown) => {
          throw statementError(error);
        });
        if (chunk === null || chunk.rowCount === 0) return;
        yield chunk.getRows();
      }
    };
    return await use({
      columns,
      writer: createValueWriter(await import('@duckdb/node-api'), { timezone: config.timezone }),
      batches,
    });
  } finally {
    await db.close();
  }
};
