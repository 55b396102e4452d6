import { type CivilDate, civilDateOf } from '../domain/civil-date.ts';
import { BilanError } from '../domain/errors.ts';
import type { ItcareBatch } from '../domain/rows.ts';
import { openStage, type RowAppender } from './append.ts';
import type { DuckdbDatabase } from './duckdb.ts';
import { type ChangeTable, KINDS, type Kind } from './itcare-kinds.ts';
import { type LedgerOptions, withLedger } from './ledger.ts';
import { type Difference, readDifferences } from './reconciliation.ts';
import { insertSnapshot, nextSnapshot, type SnapshotKey } from './snapshots.ts';
import { openResources } from './stage-resources.ts';

const KIND_NAMES = Object.keys(KINDS) as Kind[];

const refuseTwins = async (work: DuckdbDatabase, kind: Kind): Promise<void> => {
  const { identity, whole } = KINDS[kind];
  const twice = await work.rows(
    `select ${identity.join(', ')} from ${whole} group by all having count(*) > 1 limit 1`,
  );
  if (twice[0] === undefined) return;
  const which = Object.entries(twice[0]).map(([name, value]) => `${name} ${String(value)}`);
  throw new BilanError(1, `Two rows of ${kind} for ${which.join(', ')}`);
};

/**
 * Rows that are new or say something else than the complete snapshot before and, in a complete one, those that are gone.
 * Where absence is not kept a row that comes back says what it said last, unless it changed.
 */
const insertChanges = async (
  work: DuckdbDatabase,
  kind: Kind,
  { table, staged, columns, tracksGone }: ChangeTable,
  snapshot: SnapshotKey & { readonly isComplete: boolean },
): Promise<void> => {
  const { identity, whole } = KINDS[kind];
  const quoted = (names: readonly string[], alias: string): string =>
    names.map((name) => `${alias}."${name}"`).join(', ');
  const isSame = (other: string): string =>
    identity.map((name) => `${other}."${name}" is not distinct from s."${name}"`).join(' and ');
  const ids = quoted(identity, 'c');
  const known = identity[0] ?? '';
  const head = (isPresent: boolean): string =>
    `cast($seq as bigint) as snapshot_seq, $id as snapshot_id${tracksGone ? `, ${isPresent} as is_present` : ''}`;
  const differing = `select ${head(true)}, ${quoted([...identity, ...columns], 's')}
     from ${staged} as s
     left join before as b on ${isSame('b')}
     where b."${known}" is null or row(${quoted(columns, 's')}) is distinct from row(${quoted(columns, 'b')})`;
  const gone = `select ${head(false)}, ${quoted([...identity, ...columns], 'b')}
     from before as b
     anti join ${whole} as s on ${isSame('b')}`;
  const parts = [staged === null ? [] : differing, tracksGone && snapshot.isComplete ? gone : []].flat();
  if (parts.length === 0) return;
  await work.run(
    `insert into raw.${table} by name
     with last as (
       select ${ids}, max(c.snapshot_seq) as snapshot_seq
       from raw.${table} as c
       where c.snapshot_seq in (select snapshot_seq from raw.snapshot where source = 'itcare' and is_complete)
       group by ${ids}
     ),
     before as (
       select ${tracksGone ? 'c.*' : quoted([...identity, ...columns], 'c')}
       from raw.${table} as c
       join last as s on s.snapshot_seq = c.snapshot_seq and ${isSame('c')}
       ${tracksGone ? 'where c.is_present' : ''}
     )
     ${parts.join(' union all by name ')}
     order by ${identity.map((name) => `"${name}"`).join(', ')}`,
    { seq: snapshot.seq, id: snapshot.id },
  );
};

/** False for a kind that neither this collection nor any before gave. */
const isAnythingKnown = async (work: DuckdbDatabase, kind: Kind, { table }: ChangeTable): Promise<boolean> =>
  (await work.value(`select exists (from ${KINDS[kind].whole}) or exists (from raw.${table})`)) === true;

const insertFamilies = (work: DuckdbDatabase, snapshot: SnapshotKey): Promise<void> =>
  work.run(
    `insert into raw.family_status by name
     select cast($seq as bigint) as snapshot_seq, $id as snapshot_id, * from temp.main.staged_family_status order by family`,
    { seq: snapshot.seq, id: snapshot.id },
  );

export interface PublishedEstate {
  readonly snapshotId: string;
  /** False when a family of answers is not complete: the snapshot is kept, and no relation shows it. */
  readonly isComplete: boolean;
  /** Rows of what ITCare knows. */
  readonly rowCount: number;
  /** Where our sums differ from ITCare's own figures; none for an incomplete snapshot. */
  readonly differences: readonly Difference[];
}

/** What is said of a snapshot of the estate beside its rows. */
export interface EstateHead {
  /** Epoch milliseconds. */
  readonly takenAt: number;
  /** Its civil day in ITCare's zone; that of UTC when absent. */
  readonly takenOn?: CivilDate;
  readonly requestCount: number;
  readonly note: string | null;
}

/** Rows of an estate on their way into the ledger, per kind. */
const openKinds = async (work: DuckdbDatabase, snapshot: SnapshotKey) => {
  const appenders = new Map<Kind, RowAppender<object>>();
  for (const kind of KIND_NAMES) {
    const appender =
      kind === 'resource'
        ? await openResources(work, snapshot)
        : await openStage<object>(work, `staged_${kind}`, KINDS[kind].columns, 'temp');
    appenders.set(kind, appender as RowAppender<object>);
  }
  return {
    add: ({ kind, rows }: ItcareBatch): void => appenders.get(kind)?.add(rows as readonly object[]),
    /** Gives the number of rows of what ITCare knows; how it was read is not counted. */
    close: (): number => {
      let count = 0;
      for (const [kind, appender] of appenders)
        count += appender.close() * (kind === 'family_status' ? 0 : 1);
      return count;
    },
  };
};

/** Writes everything that is staged as one snapshot; it is complete unless a row of `family_status` says otherwise. */
const writeSnapshot = async (
  work: DuckdbDatabase,
  { takenAt, takenOn, requestCount, note }: EstateHead,
  rowCount: number,
): Promise<PublishedEstate> => {
  for (const kind of KIND_NAMES) await refuseTwins(work, kind);
  const isComplete =
    (await work.value('select coalesce(bool_and(is_complete), true) from temp.main.staged_family_status')) ===
    true;
  const snapshot = await insertSnapshot(work, {
    source: 'itcare',
    taken_at: takenAt,
    is_complete: isComplete,
    row_count: rowCount,
    request_count: requestCount,
    note,
  });
  await work.run('insert into raw.snapshot_day select cast($seq as bigint), cast($taken_on as date)', {
    seq: snapshot.seq,
    taken_on: takenOn ?? civilDateOf(takenAt, 'UTC'),
  });
  for (const kind of KIND_NAMES) {
    for (const table of KINDS[kind].tables) {
      if (await isAnythingKnown(work, kind, table))
        await insertChanges(work, kind, table, { ...snapshot, isComplete });
    }
  }
  await insertFamilies(work, snapshot);
  const differences = isComplete ? await readDifferences(work) : [];
  return { snapshotId: snapshot.id, isComplete, rowCount, differences };
};

/**
 * Publishes the batches of one ITCare collection as one snapshot, in one transaction that begins with the first batch.
 * @param batches rows, and what is said of the snapshot when they are over
 * @throws what `batches` throws, and exit 6 for the ledger; nothing of the snapshot is kept then
 */
export const publishEstate = async (
  work: DuckdbDatabase,
  ledger: string,
  batches: AsyncGenerator<ItcareBatch, EstateHead>,
  options: LedgerOptions = {},
): Promise<PublishedEstate> => {
  let step = await batches.next();
  return withLedger(
    work,
    ledger,
    'write',
    async () => {
      const kinds = await openKinds(work, await nextSnapshot(work, 'itcare'));
      for (; step.done !== true; step = await batches.next()) kinds.add(step.value);
      return writeSnapshot(work, step.value, kinds.close());
    },
    options,
  );
};
