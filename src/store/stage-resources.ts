import { hash } from 'node:crypto';
import { BilanError } from '../domain/errors.ts';
import type { ResourceRow } from '../domain/rows.ts';
import { type AppendColumns, openAppender, openStage, type RowAppender } from './append.ts';
import type { DuckdbDatabase } from './duckdb.ts';
import {
  DIGEST_COLUMNS,
  RESOURCE,
  RESOURCE_KEY,
  RESOURCE_TEXTS,
  type ResourceFacts,
  type ResourceKey,
  type ResourceTexts,
} from './itcare-kinds.ts';
import type { SnapshotKey } from './snapshots.ts';
import { splitFacts } from './volatile-facts.ts';

/** True when the operation that lists dedicated machines named it: a top-level member of the united answers. */
const isHardware = ({ raw, serial, end_of_cover_on }: ResourceRow): boolean => {
  if (serial !== null || end_of_cover_on !== null) return true;
  // Parsing every answer again would cost more than all else here.
  return (
    raw.includes('ardware') && Object.keys(JSON.parse(raw) as object).some((name) => /hardware/i.test(name))
  );
};

const sha256 = (text: string): string => hash('sha256', text, 'base64');

const textsOf = (row: ResourceRow): { readonly texts: ResourceTexts; readonly facts: string | null } => {
  const { templates, facts } = splitFacts([row.raw, row.backup_raw]);
  const [raw = null, backup_raw = null] = templates;
  const text_digest = sha256(`${raw?.length}:${raw}${backup_raw}`);
  return {
    texts: { resource_id: row.resource_id, raw: raw ?? row.raw, backup_raw, text_digest },
    facts,
  };
};

/** A value with its length before it, so that no two rows give one text. */
const digestText = (value: ResourceFacts[keyof ResourceFacts]): string => {
  if (value === null) return '~';
  const text = typeof value === 'object' ? JSON.stringify(Object.entries(value).sort()) : String(value);
  return `${text.length}:${text}`;
};

/** What the complete snapshot before said of a resource. */
interface Known {
  /** Of its columns; null while it is gone. */
  readonly digest: string | null;
  /** Of its texts. */
  readonly text_digest: string | null;
}

/** What is known of every resource there ever was; the ledger is attached. */
const readKnown = async (work: DuckdbDatabase): Promise<ReadonlyMap<bigint, Known>> => {
  const last = (table: string, column: string): string =>
    `select resource_id, max_by(${column}, snapshot_seq) as ${column} from raw.${table}
     where snapshot_seq in (select snapshot_seq from raw.snapshot where source = 'itcare' and is_complete)
     group by resource_id`;
  const rows = await work.rows<{ resource_id: bigint } & Known & Record<string, never>>(
    `select r.resource_id, case when r.is_present then d.digest end as digest, t.text_digest
     from (${last('resource_change', 'is_present')}) as r
     left join (${last('resource_digest_change', 'digest')}) as d on d.resource_id = r.resource_id
     left join (${last('resource_raw_change', 'text_digest')}) as t on t.resource_id = r.resource_id`,
  );
  return new Map(rows.map((row) => [row.resource_id, row]));
};

const HEAD: AppendColumns = { snapshot_seq: 'BIGINT', snapshot_id: 'VARCHAR', is_present: 'BOOLEAN' };

/** Appends to a table of the ledger; columns that no row says stay NULL. */
const openChanges = async <T extends object>(
  work: DuckdbDatabase,
  table: string,
  types: AppendColumns,
): Promise<RowAppender<T>> => {
  const columns = await work.rows<{ name: string }>(
    `select column_name as name from duckdb_columns()
     where database_name = 'ledger' and schema_name = 'raw' and table_name = $table order by column_index`,
    { table },
  );
  const typed = columns.map(({ name }) => {
    const type = types[name];
    if (type === undefined) throw new BilanError(1, `raw.${table} has a column ${name} that nobody writes`);
    return [name, type] as const;
  });
  return openAppender(work, { database: 'ledger', schema: 'raw', table }, Object.fromEntries(typed));
};

/**
 * Opens the way of resources into the ledger, inside the publishing transaction. Of every resource a narrow row is
 * staged as `staged_resource_key`; what is new or says something else than the complete snapshot before is written
 * at once, columns and texts each by their digest: nothing of an estate is held in memory.
 */
export const openResources = async (
  work: DuckdbDatabase,
  { seq, id }: SnapshotKey,
): Promise<RowAppender<ResourceRow>> => {
  const known = await readKnown(work);
  const head = { snapshot_seq: seq, snapshot_id: id, is_present: true };
  const keys = await openStage<ResourceKey>(work, 'staged_resource_key', RESOURCE_KEY, 'temp');
  // From here on resource_change.backup_gb stays NULL.
  const changes = await openChanges<ResourceFacts>(work, 'resource_change', {
    ...HEAD,
    ...RESOURCE,
    backup_gb: 'DOUBLE',
  });
  const texts = await openChanges<ResourceTexts>(work, 'resource_raw_change', { ...HEAD, ...RESOURCE_TEXTS });
  return {
    add: (rows) => {
      const told = rows.map((row) => {
        const change = { ...row, ...head, backup_gb: null, is_hardware: isHardware(row) };
        const digest = sha256(DIGEST_COLUMNS.map((name) => digestText(change[name])).join(''));
        const { texts: text, facts } = textsOf(row);
        const { resource_id, backup_gb, last_backup_at } = row;
        const key = { resource_id, backup_gb, last_backup_at, facts, digest };
        return { key, change, text: { ...text, ...head }, before: known.get(resource_id) };
      });
      keys.add(told.map(({ key }) => key));
      changes.add(
        told.filter(({ key, before }) => before?.digest !== key.digest).map(({ change }) => change),
      );
      texts.add(
        told.filter(({ text, before }) => before?.text_digest !== text.text_digest).map(({ text }) => text),
      );
    },
    close: () => {
      changes.close();
      texts.close();
      return keys.close();
    },
  };
};
