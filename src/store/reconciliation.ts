import { BilanError } from '../domain/errors.ts';
import type { Database } from './port.ts';
import { loadQueryFiles, type QueryFile, runQuery } from './query-files.ts';

/** One measure in which our sums are not ITCare's own. */
export interface Difference {
  /** e.g. `vcpu`, `phase STANDARD`. */
  readonly measure: string;
  /** A sentence with both figures. */
  readonly reason: string;
}

const NAME = 'itcare_reconciliation';

/** Defaults of a control's parameters, from the lines `-- parameter: name = value: meaning` of its header. */
export const controlDefaults = ({ sql }: QueryFile): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...sql.matchAll(/^-- parameter: (\w+) = ([^:\n]+):/gm)].map((match) => [
      match[1] ?? '',
      (match[2] ?? '').trim(),
    ]),
  );

/**
 * Compares the latest complete snapshot with ITCare's own figures.
 * @param db a ledger, its schemas the default ones
 * @returns the alarms of `queries/control/itcare_reconciliation.sql`, by measure
 */
export const readDifferences = async (db: Database): Promise<Difference[]> => {
  const control = (await loadQueryFiles('control')).find((query) => query.relation === NAME);
  if (control === undefined) throw new BilanError(1, `queries/control/${NAME}.sql is missing`);
  const rows = await runQuery(db, control, controlDefaults(control));
  return rows
    .filter((row) => row.status === 'alarm')
    .map((row) => ({ measure: String(row.resource), reason: String(row.reason) }))
    .sort((a, b) => (a.measure < b.measure ? -1 : 1));
};
