import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BilanError, ledgerError, messageOf, usageError } from '../domain/errors.ts';
import { type DuckdbDatabase, type OpenOptions, openFile, sqlText } from './duckdb.ts';
import { currentViews, isCurrent, migrate } from './migrate.ts';

/** How long an opener waits for the ledger while another process holds it (docs/decisions/0003-readers-and-writers.md). */
export const LOCK_WAIT_MS = 10_000;
const LOCK_RETRY_MS = 50;

export interface LedgerOptions extends OpenOptions {
  readonly waitMs?: number;
  /** Readers see what was published before this instant, epoch milliseconds (docs/decisions/0008-as-known-on.md). */
  readonly knownBefore?: number | undefined;
  /** Readers see the estate, references and controls as they were before this instant, epoch milliseconds (docs/decisions/0009-as-of.md). */
  readonly takenBefore?: number | undefined;
}

const isLocked = (error: unknown): boolean =>
  /could not set lock|conflicting lock|being used by another process/i.test(messageOf(error));

/** What DuckDB says of a file that it could not open, as an error of the ledger (exit 6). */
const openingError = (path: string, error: unknown): BilanError => {
  const message = messageOf(error);
  if (isLocked(error)) {
    const pid = /PID (\d+)/.exec(message)?.[1];
    return ledgerError(
      `The ledger ${path} is in use by ${pid === undefined ? 'another process' : `process ${pid}`}`,
      {
        hint: 'Wait until it has finished, or end it, and try again.',
        cause: error,
      },
    );
  }
  if (/newer version|storage version/i.test(message)) {
    return ledgerError(`The ledger ${path} was written by a newer version`, { cause: error });
  }
  return ledgerError(`The ledger ${path} cannot be read: ${message.split('\n')[0]}`, {
    hint: 'If it is damaged, restore it from a backup.',
    cause: error,
  });
};

const withRetries = async <T>(path: string, waitMs: number, open: () => Promise<T>): Promise<T> => {
  const attempts = Math.max(1, Math.ceil(waitMs / LOCK_RETRY_MS));
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await open();
    } catch (error) {
      if (!isLocked(error) || attempt >= attempts) throw openingError(path, error);
      await sleep(LOCK_RETRY_MS);
    }
  }
};

const noLedger = (path: string): BilanError =>
  usageError(`There is no ledger at ${path}`, { hint: 'Run `bilan collect` first, or name one with --db.' });

/** Brings the ledger to this version's tables and views; creates it when it does not exist. */
export const prepareLedger = async (path: string, options: LedgerOptions = {}): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  const db = await withRetries(path, options.waitMs ?? LOCK_WAIT_MS, () =>
    openFile(path, { ...options, isReadOnly: false }),
  );
  try {
    await migrate(db, path);
  } finally {
    await db.close();
  }
};

/** Lets every public relation of a session show what was published or taken before an instant, and nothing later. */
const knowOnly = async (
  db: DuckdbDatabase,
  { knownBefore, takenBefore }: LedgerOptions,
): Promise<DuckdbDatabase> => {
  const instants = { known_before: knownBefore, taken_before: takenBefore };
  for (const [name, instant] of Object.entries(instants))
    if (instant !== undefined)
      await db.run(`set variable ${name} = make_timestamptz(${BigInt(instant) * 1000n})`);
  return db;
};

/**
 * Opens the ledger read-only with every way out of it closed, for statements of users.
 * @throws exit 2 when there is none, exit 6 when it is in use, damaged or from a newer version
 */
export const openReader = async (path: string, options: LedgerOptions = {}): Promise<DuckdbDatabase> => {
  if (!existsSync(path)) throw noLedger(path);
  const open = async () => {
    const db = await withRetries(path, options.waitMs ?? LOCK_WAIT_MS, () =>
      openFile(path, { ...options, isReadOnly: true, lockedDown: true }),
    );
    return knowOnly(db, options);
  };
  const db = await open();
  const isReady = await isCurrent(db, path).catch(async (error: unknown) => {
    await db.close();
    throw error;
  });
  if (isReady) return db;
  await db.close();
  await prepareLedger(path, options);
  return open();
};

/**
 * Attaches the ledger to a work database as `ledger` for as long as `use` runs: read-only, or for one transaction.
 * While it is attached its schemas are the default, and those of the work database are `memory.…`.
 */
export const withLedger = async <T>(
  work: DuckdbDatabase,
  path: string,
  mode: 'read' | 'write',
  use: () => Promise<T>,
  options: LedgerOptions = {},
): Promise<T> => {
  if (mode === 'write' || !existsSync(path) || !(await hasCurrentViews(path, options)))
    await prepareLedger(path, options);
  const flags = mode === 'read' ? ' (read_only)' : '';
  await withRetries(path, options.waitMs ?? LOCK_WAIT_MS, () =>
    work.run(`attach ${sqlText(path)} as ledger${flags}`),
  );
  try {
    await work.run('use ledger');
    if (mode === 'read') return await use();
    await work.run('begin transaction');
    try {
      const result = await use();
      await work.run('commit');
      return result;
    } catch (error) {
      await work.run('rollback');
      throw error;
    }
  } finally {
    await work.run('use memory');
    await work.run('detach ledger');
  }
};

const hasCurrentViews = async (path: string, options: LedgerOptions): Promise<boolean> => {
  const db = await withRetries(path, options.waitMs ?? LOCK_WAIT_MS, () =>
    openFile(path, { ...options, isReadOnly: true }),
  );
  try {
    return await isCurrent(db, path);
  } finally {
    await db.close();
  }
};

/**
 * Opens an existing ledger and closes it again, for those who will need it only after long work.
 * @throws exit 6 when it is in use, damaged or from a newer version
 */
export const checkLedger = async (path: string, options: LedgerOptions = {}): Promise<void> => {
  if (existsSync(path)) await hasCurrentViews(path, options);
};

export { currentViews };
