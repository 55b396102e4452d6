import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { controlDefaults, parseControl } from './control-files.ts';
import type { Database } from './port.ts';
import { queriesFolder } from './query-files.ts';

/** One measure in which our sums are not ITCare's own. */
export interface Difference {
  /** e.g. `vcpu`, `phase STANDARD`. */
  readonly measure: string;
  /** A sentence with both figures. */
  readonly reason: string;
}

const NAME = 'itcare_reconciliation';

/**
 * Compares the latest complete snapshot with ITCare's own figures.
 * @param db a ledger, its schemas the default ones
 * @returns the alarms of `queries/control/itcare_reconciliation.sql`, by measure
 */
export const readDifferences = async (db: Database): Promise<Difference[]> => {
  // This control alone: no other one has a say in whether a snapshot is published.
  const file = `control/${NAME}.sql`;
  const text = await readFile(join(queriesFolder, file), 'utf8');
  const control = parseControl(NAME, `queries/${file}`, text);
  const rows = await db.rows(control.sql, controlDefaults(control));
  return rows
    .filter((row) => row.status === 'alarm')
    .map((row) => ({ measure: String(row.resource), reason: String(row.reason) }))
    .sort((a, b) => (a.measure < b.measure ? -1 : 1));
};
