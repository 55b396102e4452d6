import { addDays, type CivilDate, isCivilDate, startOfCivilDay } from '../domain/civil-date.ts';
import type { Config } from '../domain/config.ts';
import { usageError } from '../domain/errors.ts';
import { compareSnapshots, type EstateChange, NIGHTLY_COLUMNS } from '../store/estate-diff.ts';
import { openReader } from '../store/ledger.ts';
import type { Database } from '../store/port.ts';

export { type EstateChange, isMilestoneColumn, isPhaseColumn } from '../store/estate-diff.ts';

/** One of the two snapshots that are compared. */
export interface ComparedSnapshot {
  readonly snapshot_id: string;
  /** ISO 8601, UTC. */
  readonly taken_at: string;
}

export interface EstateDiff {
  readonly from: ComparedSnapshot;
  readonly to: ComparedSnapshot;
  /** By kind (service, resource, platform) and id; a changed thing has a row per column. */
  readonly changes: readonly EstateChange[];
  /** Resources of which only changed what changes every night, by column; they are in `changes` on request only. */
  readonly nightly: Readonly<Record<string, number>>;
}

interface Known extends ComparedSnapshot {
  readonly source: string;
  readonly is_complete: boolean;
  readonly taken_ms: number;
}

const SHOWN = 10;

const readKnown = async (db: Database): Promise<Known[]> => {
  const rows = await db.rows<{
    snapshot_id: string;
    source: string;
    is_complete: boolean;
    taken_at: string;
    taken_ms: bigint;
  }>(
    `select snapshot_id, source, is_complete, epoch_ms(taken_at) as taken_ms,
       strftime(timezone('UTC', taken_at), '%Y-%m-%dT%H:%M:%SZ') as taken_at
     from stage.snapshot order by taken_at, snapshot_seq`,
  );
  return rows.map((row) => ({ ...row, taken_ms: Number(row.taken_ms) }));
};

const inventory = (complete: readonly Known[]): string[] => [
  ...(complete.length > SHOWN
    ? [`${complete.length - SHOWN} earlier ones, from ${complete[0]?.taken_at}`]
    : []),
  ...complete.slice(-SHOWN).map((snapshot) => `${snapshot.snapshot_id} taken at ${snapshot.taken_at}`),
];

const resolveDay = (day: CivilDate, complete: readonly Known[], timezone: string): Known => {
  const end = startOfCivilDay(addDays(day, 1), timezone);
  const found = complete.filter((snapshot) => snapshot.taken_ms <= end).at(-1);
  if (found !== undefined) return found;
  throw usageError(`There is no complete snapshot of ITCare by the end of ${day} (${timezone})`, {
    details: inventory(complete),
    hint: 'Give a later date, or the id of a snapshot.',
  });
};

const resolve = (asked: string, known: readonly Known[], timezone: string): Known => {
  const complete = known.filter((snapshot) => snapshot.source === 'itcare' && snapshot.is_complete);
  if (complete.length === 0) {
    throw usageError('The ledger holds no complete snapshot of ITCare', {
      hint: 'Run `bilan collect itcare` first.',
    });
  }
  if (isCivilDate(asked)) return resolveDay(asked, complete, timezone);
  const found = known.find((snapshot) => snapshot.snapshot_id === asked);
  const options = { details: inventory(complete), hint: 'Give one of these, or a date as YYYY-MM-DD.' };
  if (found === undefined) throw usageError(`${asked} is no snapshot of this ledger and no date`, options);
  if (found.source !== 'itcare')
    throw usageError(
      `${asked} is a snapshot of ${found.source}; only those of ITCare can be compared`,
      options,
    );
  if (!found.is_complete) throw usageError(`${asked} is incomplete and cannot be compared`, options);
  return found;
};

/**
 * What appeared, went, returned or changed between two snapshots of ITCare.
 * @param asked ids of snapshots (`itcare-000003`) or local dates, which mean the last complete snapshot taken by their end
 * @param withNightly tells also what changes every night (`backup_gb`)
 * @throws exit 2 for an id that is unknown, incomplete or of another source, and for a date before the first snapshot
 */
export const diffEstate = async (
  config: Config,
  asked: { readonly from: string; readonly to: string },
  withNightly: boolean,
): Promise<EstateDiff> => {
  const db = await openReader(config.database, {
    memoryLimit: config.memory_limit,
    timezone: config.timezone,
  });
  try {
    const known = await readKnown(db);
    const from = resolve(asked.from, known, config.timezone);
    const to = resolve(asked.to, known, config.timezone);
    const all = await compareSnapshots(db, from.snapshot_id, to.snapshot_id);
    const isNightly = ({ column }: EstateChange): boolean =>
      column !== null && NIGHTLY_COLUMNS.includes(column);
    return {
      from: { snapshot_id: from.snapshot_id, taken_at: from.taken_at },
      to: { snapshot_id: to.snapshot_id, taken_at: to.taken_at },
      changes: withNightly ? all : all.filter((change) => !isNightly(change)),
      nightly: Object.fromEntries(
        NIGHTLY_COLUMNS.map((column) => [column, all.filter((change) => change.column === column).length]),
      ),
    };
  } finally {
    await db.close();
  }
};
