import { ledgerError } from '../domain/errors.ts';
import type { BuiltPart, PartRef } from '../domain/sample-files.ts';
import { type AppendColumns, stageRows } from './append.ts';
import type { DuckdbDatabase } from './duckdb.ts';
import { type LedgerOptions, withLedger } from './ledger.ts';
import { buildParts } from './samples/build-parts.ts';
import { removeSuperseded } from './samples/remove-superseded.ts';
import { insertSnapshot } from './snapshots.ts';

const PART: AppendColumns = {
  day: 'DATE',
  file: 'VARCHAR',
  sha256: 'VARCHAR',
  rowCount: 'BIGINT',
  rejectedCount: 'BIGINT',
  equipmentCount: 'BIGINT',
  firstTs: 'BIGINT',
  lastTs: 'BIGINT',
};

const CURRENT = `from raw.sample_part
   qualify row_number() over (partition by utc_day order by snapshot_seq desc) = 1`;

const DAY_US = 86_400_000_000;

/** How often parts are built anew because another collection was published meanwhile. */
const MAX_BUILDS = 3;

/** Part files younger than this may belong to a collection that has not published yet. */
const UNPUBLISHED_MS = 2 * 86_400_000;

const currentParts = (work: DuckdbDatabase): Promise<(PartRef & { seq: bigint })[]> =>
  work.rows<{ day: string; file: string; sha256: string; seq: bigint }>(
    `select utc_day as day, file, sha256, snapshot_seq as seq ${CURRENT} order by 1`,
  );

/** Reads which parts stand, and the rejected samples beside them, into the work database. */
const readCurrent = (work: DuckdbDatabase, ledger: string, options: LedgerOptions) =>
  withLedger(
    work,
    ledger,
    'read',
    async () => {
      await work.run(
        `create or replace table memory.main.current_rejected as
         with part as (select utc_day, snapshot_seq ${CURRENT})
         select r.utc_day as day, r.equipment_id, r.feed, r.ts, r.power_w, r.reason
         from raw.rejected_sample as r
         join part as p on p.utc_day = r.utc_day and p.snapshot_seq = r.snapshot_seq`,
      );
      return currentParts(work);
    },
    options,
  );

const insertParts = async (work: DuckdbDatabase, snapshot: { seq: number; id: string }): Promise<void> => {
  await work.run(
    `insert into raw.sample_part by name
     select cast($seq as bigint) as snapshot_seq, $id as snapshot_id, day as utc_day, file, sha256, "rowCount" as row_count,
       "rejectedCount" as rejected_count, "equipmentCount" as equipment_count,
       make_timestamptz("firstTs") as first_ts, make_timestamptz("lastTs") as last_ts
     from memory.main.staged_part order by day`,
    snapshot,
  );
  await work.run(
    `insert into raw.rejected_sample by name
     select cast($seq as bigint) as snapshot_seq, $id as snapshot_id, day as utc_day, equipment_id, feed, ts, power_w, reason
     from temp.main.built_rejected order by day, equipment_id, feed, ts`,
    snapshot,
  );
};

/** Whom the staged samples are of, by UTC day: what was told before is not told again. */
const insertMeteredDays = async (
  work: DuckdbDatabase,
  snapshot: { seq: number; id: string },
): Promise<void> => {
  await work.run(
    `insert into raw.metered_day by name
     select distinct cast($seq as bigint) as snapshot_seq, $id as snapshot_id, d.utc_day, s.equipment_id
     from (select distinct series_id, date '1970-01-01' + cast(ts_us // ${DAY_US} as integer) as utc_day from temp.main.staged_raw) as d
     join temp.main.staged_series as s using (series_id)
     anti join raw.metered_day as m on m.equipment_id = s.equipment_id and m.utc_day = d.utc_day
     order by utc_day, equipment_id`,
    snapshot,
  );
};

export interface PowerToPublish {
  readonly ledger: string;
  /** Folder of the Parquet parts. */
  readonly samples: string;
  /** Epoch milliseconds: when the collection began. */
  readonly takenAt: number;
  readonly rowCount: number;
  readonly requestCount: number | null;
  readonly note: string | null;
}

export interface PublishedPower {
  readonly snapshotId: string;
  readonly parts: readonly BuiltPart[];
}

/**
 * Merges the staged samples with what stands, writes the parts aside and publishes their manifest rows in one transaction.
 * The part that a new one replaces stays until the next collection, for runs under way.
 * @throws exit 6 when other collections keep changing the same days, or a part that stands is damaged
 */
export const publishPower = async (
  work: DuckdbDatabase,
  power: PowerToPublish,
  options: LedgerOptions = {},
): Promise<PublishedPower> => {
  for (let build = 1; build <= MAX_BUILDS; build += 1) {
    const current = await readCurrent(work, power.ledger, options);
    const parts = await buildParts(work.connection, {
      folder: power.samples,
      current,
      currentRejected: 'memory.main.current_rejected',
    });
    await stageRows(work, 'staged_part', PART, [parts]);
    const built = new Set(parts.map((part) => part.day));
    const versions = (rows: readonly (PartRef & { seq: bigint })[]): string =>
      rows
        .filter((row) => built.has(row.day))
        .map((row) => `${row.day} ${row.seq}`)
        .join();
    const published = await withLedger(
      work,
      power.ledger,
      'write',
      async () => {
        if (versions(await currentParts(work)) !== versions(current)) return undefined;
        const snapshot = await insertSnapshot(work, {
          source: 'power',
          taken_at: power.takenAt,
          is_complete: true,
          row_count: power.rowCount,
          request_count: power.requestCount,
          note: power.note,
        });
        await insertParts(work, snapshot);
        await insertMeteredDays(work, snapshot);
        return { snapshotId: snapshot.id, standing: await currentParts(work) };
      },
      options,
    );
    if (published !== undefined) {
      const kept = [...current, ...published.standing].map((part) => part.file);
      await removeSuperseded(power.samples, kept, new Date(power.takenAt - UNPUBLISHED_MS));
      return { snapshotId: published.snapshotId, parts };
    }
  }
  throw ledgerError(`The ledger ${power.ledger} kept changing while power was collected`, {
    hint: 'Another collection of the same days is running; try again when it has finished.',
  });
};
