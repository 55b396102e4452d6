import type { DuckdbDatabase } from './duckdb.ts';

/** What a snapshot says of itself. */
export interface SnapshotHead {
  readonly source: 'itcare' | 'power' | 'reference';
  /** Epoch milliseconds: when the collection began. */
  readonly taken_at: number;
  readonly is_complete: boolean;
  readonly row_count: number;
  readonly request_count: number | null;
  readonly note: string | null;
}

export interface SnapshotKey {
  readonly seq: number;
  readonly id: string;
}

/** The number and id, e.g. `itcare-000003`, of the snapshot that the publishing transaction will write. */
export const nextSnapshot = async (
  work: DuckdbDatabase,
  source: SnapshotHead['source'],
): Promise<SnapshotKey> => {
  const seq = Number(await work.value('select coalesce(max(snapshot_seq), 0) + 1 from raw.snapshot'));
  return { seq, id: `${source}-${String(seq).padStart(6, '0')}` };
};

/** Writes a snapshot's row inside the publishing transaction and returns its number and id, e.g. `itcare-000003`. */
export const insertSnapshot = async (work: DuckdbDatabase, head: SnapshotHead): Promise<SnapshotKey> => {
  const { seq, id } = await nextSnapshot(work, head.source);
  await work.run(
    `insert into raw.snapshot by name
     select cast($seq as bigint) as snapshot_seq, $id as snapshot_id, $source as source, make_timestamptz(cast($taken_us as bigint)) as taken_at,
       cast($is_complete as boolean) as is_complete, cast($row_count as bigint) as row_count,
       cast($request_count as bigint) as request_count, cast($note as varchar) as note`,
    {
      seq,
      id,
      source: head.source,
      taken_us: BigInt(head.taken_at) * 1000n,
      is_complete: head.is_complete,
      row_count: head.row_count,
      request_count: head.request_count,
      note: head.note,
    },
  );
  return { seq, id };
};
