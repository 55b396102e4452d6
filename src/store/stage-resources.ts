import { hash } from 'node:crypto';
import type { ResourceRow } from '../domain/rows.ts';
import { stageRows } from './append.ts';
import type { DuckdbDatabase } from './duckdb.ts';
import {
  DIGEST_COLUMNS,
  KINDS,
  RESOURCE_KEY,
  type ResourceKey,
  type StagedResource,
} from './itcare-kinds.ts';
import { splitFacts } from './volatile-facts.ts';

type Batches = readonly (readonly ResourceRow[])[];

/** True when the operation that lists dedicated machines named it: a top-level member of the united answers. */
const isHardware = ({ raw, serial, end_of_cover_on }: ResourceRow): boolean => {
  if (serial !== null || end_of_cover_on !== null) return true;
  // Parsing every answer again would cost more than all else here.
  return (
    raw.includes('ardware') && Object.keys(JSON.parse(raw) as object).some((name) => /hardware/i.test(name))
  );
};

interface Split {
  readonly texts: Pick<StagedResource, 'raw' | 'backup_raw' | 'text_digest'>;
  readonly facts: string | null;
}

const sha256 = (text: string): string => hash('sha256', text, 'base64');

const split = (row: ResourceRow): Split => {
  const { templates, facts } = splitFacts([row.raw, row.backup_raw]);
  const [raw = null, backup_raw = null] = templates;
  const text_digest = sha256(`${raw?.length}:${raw}${backup_raw}`);
  return { texts: { raw: raw ?? row.raw, backup_raw, text_digest }, facts };
};

/** A value with its length before it, so that no two rows give one text. */
const digestText = (value: ResourceRow[keyof ResourceRow]): string => {
  if (value === null) return '~';
  const text = typeof value === 'object' ? JSON.stringify(Object.entries(value).sort()) : String(value);
  return `${text.length}:${text}`;
};

const keyOf = (row: ResourceRow): ResourceKey => {
  const { texts, facts } = split(row);
  // Whether it is hardware follows from the row and its texts.
  const said = DIGEST_COLUMNS.map((name) => digestText(row[name])).join('');
  const { resource_id, backup_gb, last_backup_at } = row;
  return { resource_id, backup_gb, last_backup_at, facts, digest: sha256(texts.text_digest + said) };
};

/** Stages of every resource what changes every night and a digest of the rest, as `staged_resource_key`. */
export const stageResourceKeys = async (work: DuckdbDatabase, batches: Batches): Promise<void> => {
  const keys = function* (): Generator<ResourceKey[]> {
    for (const rows of batches) yield rows.map(keyOf);
  };
  await stageRows(work, 'staged_resource_key', RESOURCE_KEY, keys());
};

/** Resources that the complete snapshot before did not have, or of which it had another digest; the ledger is attached. */
const unknownIds = async (work: DuckdbDatabase): Promise<ReadonlySet<bigint>> => {
  const rows = await work.rows<{ resource_id: bigint }>(
    `with complete as (
       select snapshot_seq from raw.snapshot where source = 'itcare' and is_complete
     ),
     last as (
       select resource_id, max(snapshot_seq) as snapshot_seq from raw.resource_digest_change
       where snapshot_seq in (from complete) group by resource_id
     ),
     last_row as (
       select resource_id, max(snapshot_seq) as snapshot_seq from raw.resource_change
       where snapshot_seq in (from complete) group by resource_id
     )
     select k.resource_id
     from memory.main.staged_resource_key as k
     left join last as l on l.resource_id = k.resource_id
     left join raw.resource_digest_change as d on d.resource_id = l.resource_id and d.snapshot_seq = l.snapshot_seq
     left join last_row as p on p.resource_id = k.resource_id
     left join raw.resource_change as c on c.resource_id = p.resource_id and c.snapshot_seq = p.snapshot_seq
     where d.digest is distinct from k.digest or not coalesce(c.is_present, false)`,
  );
  return new Set(rows.map((row) => row.resource_id));
};

/** Stages the resources that may be new or changed, whole, as `temp.main.staged_resource`, inside the publishing transaction. */
export const stageUnknownResources = async (work: DuckdbDatabase, batches: Batches): Promise<void> => {
  const ids = await unknownIds(work);
  const rows = function* (): Generator<StagedResource[]> {
    for (const batch of batches) {
      yield batch
        .filter((row) => ids.has(row.resource_id))
        .map((row) => ({ ...row, ...split(row).texts, is_hardware: isHardware(row) }));
    }
  };
  await stageRows(work, 'staged_resource', KINDS.resource.columns, rows(), 'temp');
};
