import type { ItcareBatch, ResourceRow, ServiceRow, ZoneRow } from '../domain/rows.ts';
import { type AppendColumns, stageRows } from './append.ts';
import type { DuckdbDatabase } from './duckdb.ts';
import { withLedger } from './ledger.ts';
import { insertSnapshot, type SnapshotKey } from './snapshots.ts';

const SERVICE: Partial<Record<keyof ServiceRow, AppendColumns[string]>> = {
  service_id: 'BIGINT',
  name: 'VARCHAR',
  key: 'VARCHAR',
  environment: 'VARCHAR',
  cloud_id: 'BIGINT',
  cloud_name: 'VARCHAR',
  status: 'VARCHAR',
  comment: 'VARCHAR',
};

const RESOURCE: Partial<Record<keyof ResourceRow, AppendColumns[string]>> = {
  resource_id: 'BIGINT',
  name: 'VARCHAR',
  service_id: 'BIGINT',
  service_name: 'VARCHAR',
  environment: 'VARCHAR',
  cloud_name: 'VARCHAR',
  category: 'VARCHAR',
  type: 'VARCHAR',
  family: 'VARCHAR',
  technology: 'VARCHAR',
  product_name: 'VARCHAR',
  product_version: 'VARCHAR',
  platform: 'VARCHAR',
  status: 'VARCHAR',
  parent_id: 'BIGINT',
  datacenter_id: 'VARCHAR',
  availability_zone: 'VARCHAR',
  vcpu: 'DOUBLE',
  ram_gb: 'DOUBLE',
  storage_gb: 'DOUBLE',
  backup_gb: 'DOUBLE',
  created_at: 'TIMESTAMPTZ',
  is_monitored: 'BOOLEAN',
  is_backed_up: 'BOOLEAN',
  is_replicated: 'BOOLEAN',
  is_patch_excluded: 'BOOLEAN',
  declared_phase: 'VARCHAR',
  released_on: 'DATE',
  end_of_sales_on: 'DATE',
  extended_support_on: 'DATE',
  end_of_support_on: 'DATE',
  tags: 'TAGS',
};

const ZONE: Partial<Record<keyof ZoneRow, AppendColumns[string]>> = {
  availability_zone: 'VARCHAR',
  datacenter_id: 'VARCHAR',
  area: 'VARCHAR',
  region: 'VARCHAR',
};

/** What is staged, by the change table it goes to and the column that identifies a row. */
const KINDS = {
  service: { columns: SERVICE as AppendColumns, table: 'service_change', id: 'service_id' },
  resource: { columns: RESOURCE as AppendColumns, table: 'resource_change', id: 'resource_id' },
  zone: { columns: ZONE as AppendColumns, table: 'zone_change', id: 'availability_zone' },
} as const;

type Kind = keyof typeof KINDS;

const isKind = (kind: ItcareBatch['kind']): kind is Kind => kind in KINDS;

/** Rows that are new or say something else than the snapshot before, and those that are gone. */
const insertChanges = async (work: DuckdbDatabase, kind: Kind, snapshot: SnapshotKey): Promise<void> => {
  const { columns, table, id } = KINDS[kind];
  const names = Object.keys(columns).map((name) => `"${name}"`);
  const list = (alias: string): string => names.map((name) => `${alias}.${name}`).join(', ');
  await work.run(
    `insert into raw.${table} by name
     with known as (
       select * from raw.${table} qualify row_number() over (partition by ${id} order by snapshot_seq desc) = 1
     ),
     before as (select * from known where is_present)
     select cast($seq as bigint) as snapshot_seq, $id as snapshot_id, true as is_present, ${list('s')}
     from memory.main.staged_${kind} as s
     left join before as b on b.${id} = s.${id}
     where b.${id} is null or row(${list('s')}) is distinct from row(${list('b')})
     union all by name
     select cast($seq as bigint) as snapshot_seq, $id as snapshot_id, false as is_present, ${list('b')}
     from before as b
     anti join memory.main.staged_${kind} as s on s.${id} = b.${id}`,
    { seq: snapshot.seq, id: snapshot.id },
  );
};

/** Rows staged so far, per kind, before anything of them is visible. */
export interface StagedEstate {
  add(batch: ItcareBatch): void;
  readonly rowCount: () => number;
  /** Publishes everything as one complete snapshot, in one transaction. */
  publish(head: {
    takenAt: number;
    requestCount: number;
    note: string | null;
  }): Promise<{ snapshotId: string }>;
}

/** Stages the batches of one ITCare collection outside the ledger. */
export const stageEstate = (work: DuckdbDatabase, ledger: string): StagedEstate => {
  const staged: Record<Kind, object[][]> = { service: [], resource: [], zone: [] };
  const rowCount = (): number =>
    Object.values(staged)
      .flat()
      .reduce((sum, rows) => sum + rows.length, 0);
  return {
    add: (batch) => {
      if (isKind(batch.kind)) staged[batch.kind].push(batch.rows as object[]);
    },
    rowCount,
    publish: async ({ takenAt, requestCount, note }) => {
      for (const kind of Object.keys(KINDS) as Kind[]) {
        await stageRows(work, `staged_${kind}`, KINDS[kind].columns, staged[kind]);
      }
      return withLedger(work, ledger, 'write', async () => {
        const snapshot = await insertSnapshot(work, {
          source: 'itcare',
          taken_at: takenAt,
          is_complete: true,
          row_count: rowCount(),
          request_count: requestCount,
          note,
        });
        for (const kind of Object.keys(KINDS) as Kind[]) await insertChanges(work, kind, snapshot);
        return { snapshotId: snapshot.id };
      });
    },
  };
};
