import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { SampleBatch } from '../../../src/domain/rows.ts';
import { createSampleStage } from '../../../src/store/samples/stage.ts';

/** One row of a test: null where the source gives no value. */
export type Row = readonly [equipment: string, instant: string, watts: number | null, feed?: string];

/** A connection as the collection has it, with an empty stage. */
export const openStage = async (): Promise<DuckDBConnection> => {
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run("set TimeZone = 'UTC'");
  await createSampleStage(connection);
  return connection;
};

/** A batch of rows; instants are ISO 8601. */
export const batchOf = (rows: readonly Row[]): SampleBatch => ({
  equipment_id: rows.map(([equipment]) => equipment),
  feed: rows.map(([, , , feed]) => feed ?? ''),
  ts_us: BigInt64Array.from(rows, ([, instant]) => BigInt(Date.parse(instant)) * 1_000n),
  power_w: Float64Array.from(rows, ([, , watts]) => watts ?? Number.NaN),
  is_null: Uint8Array.from(rows, ([, , watts]) => (watts === null ? 1 : 0)),
});

/** All rows of a query, every value as JSON has it. */
export const rowsOf = async (connection: DuckDBConnection, sql: string): Promise<unknown[]> =>
  (await connection.runAndReadAll(sql)).getRowsJson();

/** Runs with a folder that is gone afterwards. */
export const withFolder = async (run: (folder: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'bilan-samples-'));
  try {
    await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** Writes files into a folder and returns their paths. */
export const writeFiles = async (
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string[]> => {
  const paths: string[] = [];
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await writeFile(path, content);
    paths.push(path);
  }
  return paths;
};
