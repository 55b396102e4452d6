import { BilanError } from '../domain/errors.ts';
import type { ItcareBatch, ResourceRow } from '../domain/rows.ts';
import { stageRows } from './append.ts';
import type { DuckdbDatabase } from './duckdb.ts';
import { type ChangeTable, KINDS, type Kind } from './itcare-kinds.ts';
import { type LedgerOptions, withLedger } from './ledger.ts';
import { type Difference, readDifferences } from './reconciliation.ts';
import { insertSnapshot, type SnapshotKey } from './snapshots.ts';
import { stageResourceKeys, stageUnknownResources } from './stage-resources.ts';

const KIND_NAMES = Object.keys(KINDS) as Kind[];

const stageKind = async (work: DuckdbDatabase, kind: Kind, batches: readonly object[][]): Promise<void> => {
  const { columns, identity, whole } = KINDS[kind];
  if (kind === 'resource') await stageResourceKeys(work, batches as ResourceRow[][]);
  else await stageRows(work, `staged_${kind}`, columns, batches);
  const twice = await work.rows(
    `select ${identity.join(', ')} from ${whole} group by all having count(*) > 1 limit 1`,
  );
  if (twice[0] !== undefined) {
    const which = Object.entries(twice[0]).map(([name, value]) => `${name} ${String(value)}`);
    throw new BilanError(1, `Two rows of ${kind} for ${which.join(', ')}`);
  }
};

/**
 * Rows that are new or say something else than the complete snapshot before and, in a complete one, those that are gone.
 * Where absence is not kept a row that comes back says what it said last, unless it changed.
 */
const insertChanges = async (
  work: DuckdbDatabase,
  kind: Kind,
  { table, staged, columns, compared = columns, tracksGone }: ChangeTable,
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
  const gone = `union all by name
     select ${head(false)}, ${quoted([...identity, ...columns], 'b')}
     from before as b
     anti join ${whole} as s on ${isSame('b')}`;
  await work.run(
    `insert into raw.${table} by name
     with last as (
       select ${ids}, max(c.snapshot_seq) as snapshot_seq
       from raw.${table} as c
       where c.snapshot_seq in (select snapshot_seq from raw.snapshot where source = 'itcare' and is_complete)
       group by ${ids}
     ),
     before as (
       select ${tracksGone ? 'c.*' : quoted([...identity, ...compared], 'c')}
       from raw.${table} as c
       join last as s on s.snapshot_seq = c.snapshot_seq and ${isSame('c')}
       ${tracksGone ? 'where c.is_present' : ''}
     )
     select ${head(true)}, ${quoted([...identity, ...columns], 's')}
     from ${staged} as s
     left join before as b on ${isSame('b')}
     where b."${known}" is null or row(${quoted(compared, 's')}) is distinct from row(${quoted(compared, 'b')})
     ${tracksGone && snapshot.isComplete ? gone : ''}
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
     select cast($seq as bigint) as snapshot_seq, $id as snapshot_id, * from memory.main.staged_family_status order by family`,
    { seq: snapshot.seq, id: snapshot.id },
  );

export interface PublishedEstate {
  readonly snapshotId: string;
  /** False when a family of answers is not complete: the snapshot is kept, and no relation shows it. */
  readonly isComplete: boolean;
  /** Where our sums differ from ITCare's own figures; none for an incomplete snapshot. */
  readonly differences: readonly Difference[];
}

/** Rows staged so far, per kind, before anything of them is visible. */
export interface StagedEstate {
  add(batch: ItcareBatch): void;
  /** Rows of what ITCare knows; how it was read is not counted. */
  readonly rowCount: () => number;
  /**
   * Publishes everything as one snapshot, in one transaction. It is complete unless a row of `family_status` says otherwise.
   * @throws exit 6 for the ledger; nothing of the snapshot is kept then
   */
  publish(head: { takenAt: number; requestCount: number; note: string | null }): Promise<PublishedEstate>;
}

/** Stages the batches of one ITCare collection outside the ledger. */
export const stageEstate = (
  work: DuckdbDatabase,
  ledger: string,
  options: LedgerOptions = {},
): StagedEstate => {
  const staged = new Map<Kind, object[][]>(KIND_NAMES.map((kind) => [kind, []]));
  const rowCount = (): number => {
    let count = 0;
    for (const [kind, batches] of staged)
      if (kind !== 'family_status') for (const rows of batches) count += rows.length;
    return count;
  };
  return {
    add: (batch) => {
      staged.get(batch.kind)?.push(batch.rows as object[]);
    },
    rowCount,
    publish: async ({ takenAt, requestCount, note }) => {
      for (const [kind, batches] of staged) await stageKind(work, kind, batches);
      const isComplete =
        (await work.value(
          'select coalesce(bool_and(is_complete), true) from memory.main.staged_family_status',
        )) === true;
      return withLedger(
        work,
        ledger,
        'write',
        async () => {
          const snapshot = await insertSnapshot(work, {
            source: 'itcare',
            taken_at: takenAt,
            is_complete: isComplete,
            row_count: rowCount(),
            request_count: requestCount,
            note,
          });
          await stageUnknownResources(work, (staged.get('resource') ?? []) as ResourceRow[][]);
          for (const kind of KIND_NAMES) {
            for (const table of KINDS[kind].tables) {
              if (await isAnythingKnown(work, kind, table))
                await insertChanges(work, kind, table, { ...snapshot, isComplete });
            }
          }
          await insertFamilies(work, snapshot);
          const differences = isComplete ? await readDifferences(work) : [];
          return { snapshotId: snapshot.id, isComplete, differences };
        },
        options,
      );
    },
  };
};
