import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from '@duckdb/node-api';
import type { Database, SqlParameters, SqlRow, SqlValue } from './port.ts';

/** Extensions are never fetched: what is not built in is an error at once. */
export const OFFLINE_OPTIONS = {
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
} as const;

/** DuckDB's memory limit when none is configured: a quarter of the machine. */
export const defaultMemoryLimit = (): string => `${Math.max(256, Math.floor(totalmem() / 4 / 2 ** 20))}MB`;

/** A DuckDB connection behind the port, with the handle that chunk-wise readers and appenders need. */
export interface DuckdbDatabase extends Database {
  readonly connection: DuckDBConnection;
  close(): Promise<void>;
}

const plain = (value: DuckDBValue): SqlValue => {
  if (value === null || typeof value !== 'object') return value as SqlValue;
  return String(value);
};

const asDatabase = (
  connection: DuckDBConnection,
  instance: DuckDBInstance,
  cleanUp: () => Promise<void>,
): DuckdbDatabase => {
  const read = async (sql: string, parameters?: SqlParameters) =>
    parameters === undefined || Object.keys(parameters).length === 0
      ? connection.runAndReadAll(sql)
      : connection.runAndReadAll(sql, parameters as Record<string, DuckDBValue>);
  // Node's end waits for statements under way; an interrupted program must not.
  const interrupt = (): void => connection.interrupt();
  process.on('exit', interrupt);
  return {
    connection,
    run: async (sql, parameters) => {
      await read(sql, parameters);
    },
    rows: async <T extends SqlRow>(sql: string, parameters?: SqlParameters) => {
      const reader = await read(sql, parameters);
      const names = reader.columnNames();
      return reader
        .getRows()
        .map((row) => Object.fromEntries(row.map((value, i) => [names[i], plain(value)])) as T);
    },
    value: async (sql, parameters) => plain((await read(sql, parameters)).getRows()[0]?.[0] ?? null),
    close: async () => {
      process.removeListener('exit', interrupt);
      connection.closeSync();
      instance.closeSync();
      await cleanUp();
    },
  };
};

export interface OpenOptions {
  readonly memoryLimit?: string | undefined;
  /** IANA name; how instants are shown. UTC unless given. */
  readonly timezone?: string | undefined;
}

/** Folders to spill to of databases that are open; an interrupted process still leaves none behind. */
const spillFolders = new Set<string>();
process.on('exit', () => {
  for (const folder of spillFolders) rmSync(folder, { recursive: true, force: true });
});

const openSpillFolder = async (): Promise<{ folder: string; remove: () => Promise<void> }> => {
  const folder = await mkdtemp(join(tmpdir(), 'bilan-'));
  spillFolders.add(folder);
  return {
    folder,
    remove: async () => {
      await rm(folder, { recursive: true, force: true });
      spillFolders.delete(folder);
    },
  };
};

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const setUp = async (db: Database, folder: string, options: OpenOptions): Promise<void> => {
  await db.run(`set temp_directory = ${quoted(folder)}`);
  await db.run(`set memory_limit = ${quoted(options.memoryLimit ?? defaultMemoryLimit())}`);
  await db.run(`set TimeZone = ${quoted(options.timezone ?? 'UTC')}`);
};

/** Opens an in-memory database with its own folder to spill to; closing removes the folder. */
export const openWork = async (options: OpenOptions = {}): Promise<DuckdbDatabase> => {
  const { DuckDBInstance: Instance } = await import('@duckdb/node-api');
  const { folder, remove } = await openSpillFolder();
  const instance = await Instance.create(':memory:', OFFLINE_OPTIONS);
  const connection = await instance.connect();
  const db = asDatabase(connection, instance, remove);
  await setUp(db, folder, options);
  return db;
};

/**
 * Opens a database file as it is, without retries; `lockedDown` closes the way out of it: no file, no network,
 * no setting can be reached from a statement.
 */
export const openFile = async (
  path: string,
  options: OpenOptions & { readonly isReadOnly: boolean; readonly lockedDown?: boolean },
): Promise<DuckdbDatabase> => {
  const { DuckDBInstance: Instance } = await import('@duckdb/node-api');
  const instance = await Instance.create(path, {
    ...OFFLINE_OPTIONS,
    ...(options.isReadOnly ? { access_mode: 'READ_ONLY' } : {}),
  });
  const { folder, remove } = await openSpillFolder();
  const db = asDatabase(await instance.connect(), instance, remove);
  await setUp(db, folder, options);
  if (options.lockedDown === true) {
    // The order matters: these two cannot be given at opening together with a temp directory.
    await db.run('set enable_external_access = false');
    await db.run('set lock_configuration = true');
  }
  return db;
};

export { quoted as sqlText };
