import { REFERENCE_FILES, type ReferenceFileSpec } from '../domain/reference-files.ts';
import type { Database } from './port.ts';

/** How the rows of a reference file differ between two loads. */
export interface RowChanges {
  readonly changed: number;
  readonly removed: number;
  readonly added: number;
  /** The first of them, each as text with the values on both sides: changed ones, then removed, then added. */
  readonly examples: readonly string[];
}

/** Rows that are named; the rest is counted. */
const NAMED = 5;

/** What tells a row of a file that may repeat from another. */
const KEYS: Readonly<Partial<Record<ReferenceFileSpec['name'], readonly string[]>>> = {
  energy_mix: ['datacenter_id', 'supplier_id', 'valid_from'],
  allocation_rules: ['category', 'subcategory', 'valid_from'],
  placements: ['equipment_id', 'resource_id', 'valid_from'],
  service_shares: ['service_id', 'to_service_id', 'valid_from'],
  waivers: ['control', 'resource_id', 'service_id'],
};

type Row = Readonly<Record<string, string | number | boolean | null>>;

const shown = (value: Row[string] | undefined): string =>
  value === null || value === undefined ? 'blank' : String(value);

const describe = (key: readonly string[], before: Row | null, after: Row | null): string => {
  const row = after ?? before ?? {};
  const name = key.flatMap((column) => row[column] ?? []).join(' ');
  const others = Object.keys(row).filter((column) => !key.includes(column));
  if (before !== null && after !== null) {
    const changes = others.filter((column) => before[column] !== after[column]);
    return `${name}: ${changes.map((column) => `${column} ${shown(before[column])} before, ${shown(after[column])} now`).join('; ')}`;
  }
  const values = others.flatMap((column) =>
    row[column] === null || row[column] === undefined ? [] : `${column} ${row[column]}`,
  );
  const what = before === null ? 'added' : 'removed';
  return values.length === 0 ? `${name}: ${what}` : `${name}: ${what} (${values.join(', ')})`;
};

/**
 * The rows of a reference file that two loads hold differently.
 * @param name stem of the file
 * @param before snapshot of the earlier load; null: the file was not there
 * @param after snapshot of the later load; null: the file is not there
 */
export const referenceChanges = async (
  db: Database,
  name: string,
  before: string | null,
  after: string | null,
): Promise<RowChanges | null> => {
  const spec = REFERENCE_FILES.find((file) => file.name === name);
  if (spec === undefined) return null;
  const key = KEYS[spec.name] ?? spec.unique ?? [];
  const rowsOf = (snapshot: string): string =>
    `select * exclude (snapshot_id) from raw.${spec.name} where snapshot_id =
       (select rows_snapshot_id from raw.reference_file where snapshot_id = $${snapshot} and name = $name)`;
  const numbered = (rows: string): string =>
    `select *, row_number() over (partition by ${key.join(', ')} order by cast(r as varchar)) as place from (${rows}) as r`;
  const same = [...key, 'place']
    .map((column) => `b.${column} is not distinct from a.${column}`)
    .join(' and ');
  const rows = await db.rows<{ what: string; total: bigint; before: string | null; after: string | null }>(
    `with before as (${rowsOf('before')}), after as (${rowsOf('after')}),
     b as (${numbered('from before except all from after')}),
     a as (${numbered('from after except all from before')}),
     paired as (
       select case when b.place is null then 'added' when a.place is null then 'removed' else 'changed' end as what,
         case when b.place is not null then to_json(b) end as before, case when a.place is not null then to_json(a) end as after,
         concat_ws(' ', ${key.map((column) => `coalesce(b.${column}, a.${column})`).join(', ')}) as sort_key
       from b full outer join a on ${same}
     )
     select what, count(*) over (partition by what) as total, before, after
     from paired
     qualify row_number() over (partition by what order by sort_key, before, after) <= ${NAMED}
     order by array_position(['changed', 'removed', 'added'], what), sort_key, before, after`,
    { before, after, name },
  );
  const totalOf = (what: string): number => Number(rows.find((row) => row.what === what)?.total ?? 0);
  const parsed = (text: string | null): Row | null => {
    if (text === null) return null;
    const { place: _, ...row } = JSON.parse(text) as Record<string, Row[string]>;
    return row;
  };
  return {
    changed: totalOf('changed'),
    removed: totalOf('removed'),
    added: totalOf('added'),
    examples: rows.slice(0, NAMED).map((row) => describe(key, parsed(row.before), parsed(row.after))),
  };
};
