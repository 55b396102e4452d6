import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckdbDatabase, openWork } from '../../src/store/duckdb.ts';
import { openReader } from '../../src/store/ledger.ts';
import type { Database, SqlParameters, SqlRow } from '../../src/store/port.ts';
import { type PublishedEstate, publishEstate } from '../../src/store/publish-itcare.ts';
import { batchesOf, type Estate, yielding } from './estate-rows.ts';

/** A ledger in a folder of its own, written through the real publication and read through the real views. */
export interface TestLedger {
  readonly path: string;
  /** Publishes an estate taken at an instant (ISO 8601). */
  publish(takenAt: string, estate: Estate): Promise<PublishedEstate>;
  rows<T extends SqlRow = SqlRow>(sql: string, parameters?: SqlParameters): Promise<T[]>;
  /** Many statements on one opened ledger. */
  read<T>(use: (db: Database) => Promise<T>): Promise<T>;
  remove(): void;
}

/** @param copyOf another ledger, of which this one begins as a copy */
export const createTestLedger = (copyOf?: TestLedger): TestLedger => {
  const folder = mkdtempSync(join(tmpdir(), 'bilan-ledger-'));
  const path = join(folder, 'bilan.duckdb');
  if (copyOf !== undefined) copyFileSync(copyOf.path, path);
  const withWork = async <T>(use: (work: DuckdbDatabase) => Promise<T>): Promise<T> => {
    const work = await openWork();
    try {
      return await use(work);
    } finally {
      await work.close();
    }
  };
  const read = async <T>(use: (db: Database) => Promise<T>): Promise<T> => {
    const db = await openReader(path);
    try {
      return await use(db);
    } finally {
      await db.close();
    }
  };
  return {
    path,
    publish: (takenAt, estate) =>
      withWork((work) => publishEstate(work, path, yielding(batchesOf(estate), Date.parse(takenAt)))),
    rows: <T extends SqlRow>(sql: string, parameters?: SqlParameters) =>
      read((db) => db.rows<T>(sql, parameters)),
    read,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};
