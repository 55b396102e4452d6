import { REFERENCE_FILES, type ReferenceColumnType, type ReferenceRow } from '../domain/reference-files.ts';
import { type AppendType, stageRows } from './append.ts';
import type { DuckdbDatabase } from './duckdb.ts';
import { withLedger } from './ledger.ts';
import { insertSnapshot } from './snapshots.ts';

/** One checked file of a reference load. */
export interface LoadedFile {
  readonly name: string;
  readonly sha256: string;
  readonly rows: readonly ReferenceRow[];
}

const TYPES: Record<ReferenceColumnType, AppendType> = {
  text: 'VARCHAR',
  period: 'VARCHAR',
  date: 'DATE',
  decimal: 'DOUBLE',
  year: 'INTEGER',
  integer: 'INTEGER',
  bigint: 'BIGINT',
};

/**
 * Publishes a reference load as a snapshot of its own, in one transaction. Rows are stored once per content: a file whose
 * hash the ledger has already points to the load that brought its rows.
 */
export const publishReference = async (
  work: DuckdbDatabase,
  ledger: string,
  files: readonly LoadedFile[],
  takenAt: number,
): Promise<{ snapshotId: string; rowCount: number; changed: string[] }> => {
  for (const file of files) {
    const spec = REFERENCE_FILES.find((candidate) => candidate.name === file.name);
    const columns = Object.fromEntries(
      (spec?.columns ?? []).map((column) => [column.name, TYPES[column.type]]),
    );
    await stageRows(work, `staged_${file.name}`, columns, [file.rows]);
  }
  const rowCount = files.reduce((sum, file) => sum + file.rows.length, 0);
  return withLedger(work, ledger, 'write', async () => {
    const snapshot = await insertSnapshot(work, {
      source: 'reference',
      taken_at: takenAt,
      is_complete: true,
      row_count: rowCount,
      request_count: null,
      note: null,
    });
    const changed: string[] = [];
    for (const file of files) {
      const known = await work.rows<{ rows_snapshot_id: string }>(
        'select rows_snapshot_id from raw.reference_file where name = $name and sha256 = $sha256 limit 1',
        { name: file.name, sha256: file.sha256 },
      );
      if (known[0] === undefined) {
        changed.push(file.name);
        await work.run(
          `insert into raw.${file.name} by name select $snapshot_id as snapshot_id, * from memory.main.staged_${file.name}`,
          { snapshot_id: snapshot.id },
        );
      }
      await work.run(
        'insert into raw.reference_file values ($snapshot_id, $name, $sha256, cast($rows as bigint), $from)',
        {
          snapshot_id: snapshot.id,
          name: file.name,
          sha256: file.sha256,
          rows: file.rows.length,
          from: known[0]?.rows_snapshot_id ?? snapshot.id,
        },
      );
    }
    return { snapshotId: snapshot.id, rowCount, changed };
  });
};
