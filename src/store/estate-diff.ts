import type { Database } from './port.ts';

/** What of the estate is compared. */
export type ComparedKind = 'service' | 'resource' | 'platform';

/** A value as JSON says it: dates as text, instants in ISO 8601, whole numbers beyond 2^53 as text, tags as an object. */
export type ChangeValue = string | number | boolean | null | Readonly<Record<string, string>>;

/** One thing that is not the same in two snapshots, one row per changed column. */
export interface EstateChange {
  readonly kind: ComparedKind;
  /** Number of a service or resource, name of a platform; as text. */
  readonly id: string;
  readonly name: string | null;
  readonly state: 'new' | 'gone' | 'returned' | 'changed';
  /** Null where the whole thing came or went. */
  readonly column: string | null;
  readonly from: ChangeValue;
  readonly to: ChangeValue;
}

interface Compared {
  readonly history: string;
  readonly id: string;
  readonly name: string;
  /** Stage of spans, to see whether it was there before. */
  readonly spans: string;
  /** Columns in the order in which their changes are told. */
  readonly columns: readonly string[];
}

const MILESTONES = ['released_on', 'end_of_sales_on', 'extended_support_on', 'end_of_support_on'];
const PHASES = ['declared_phase', 'support_phase'];

const COMPARED: Readonly<Record<ComparedKind, Compared>> = {
  service: {
    history: 'service_history',
    id: 'service_id',
    name: 'name',
    spans: 'stage.service_state',
    columns: ['name', 'key', 'environment', 'cloud_id', 'cloud_name', 'status', 'comment'],
  },
  resource: {
    history: 'resource_history',
    id: 'resource_id',
    name: 'name',
    spans: 'stage.resource_span',
    columns: [
      ...PHASES,
      ...MILESTONES,
      'name',
      'service_id',
      'service_name',
      'environment',
      'cloud_name',
      'category',
      'type',
      'family',
      'technology',
      'product_name',
      'product_version',
      'platform',
      'status',
      'parent_id',
      'datacenter_id',
      'availability_zone',
      'vcpu',
      'ram_gb',
      'storage_gb',
      'backup_gb',
      'created_at',
      'is_monitored',
      'is_backed_up',
      'is_replicated',
      'is_patch_excluded',
      'tags',
    ],
  },
  platform: {
    history: 'platform_history',
    id: 'platform',
    name: 'platform',
    spans: 'stage.platform_state',
    columns: [...PHASES, ...MILESTONES, 'category', 'technology'],
  },
};

/** Changes of every night: counted, and told one by one on request only. */
export const NIGHTLY_COLUMNS: readonly string[] = ['backup_gb'];

/** Columns whose JSON is not what `to_json` makes of them. */
const JSON_OF: Readonly<Record<string, string>> = {
  created_at: "strftime(timezone('UTC', created_at), '%Y-%m-%dT%H:%M:%SZ')",
};

/** True for a column that says in which phase something is. */
export const isPhaseColumn = (column: string | null): boolean => column !== null && PHASES.includes(column);
/** True for a column that holds a milestone of the support policy. */
export const isMilestoneColumn = (column: string | null): boolean =>
  column !== null && MILESTONES.includes(column);

const statement = ({ history, id, name, spans, columns }: Compared): string => {
  const shown = columns
    .map((column) => `cast(to_json(${JSON_OF[column] ?? `"${column}"`}) as varchar) as "${column}"`)
    .join(', ');
  const side = (parameter: string): string =>
    `select ${id} as id, ${name} as shown_name, ${shown} from ${history} where snapshot_id = ${parameter}`;
  const pairs = columns
    .map((column, i) => `{'nr': ${i}, 'name': '${column}', 'a': a."${column}", 'b': b."${column}"}`)
    .join(', ');
  return `with a as materialized (${side('$from')}),
     b as materialized (${side('$to')}),
     since as (select snapshot_seq from stage.itcare_snapshot where snapshot_id = $from),
     differing as (
       select b.id, b.shown_name, unnest(list_filter([${pairs}], lambda pair: pair.a is distinct from pair.b)) as pair
       from a join b on b.id = a.id
     ),
     told as (
       select id, shown_name, 'changed' as state, pair.nr as nr, pair.name as column_name, pair.a as before, pair.b as after from differing
       union all
       select b.id, b.shown_name,
         case when exists (from ${spans} as s where s.${id} = b.id and s.from_seq < (from since)) then 'returned' else 'new' end,
         -1, null, null, null
       from b anti join a on a.id = b.id
       union all
       select a.id, a.shown_name, 'gone', -1, null, null, null
       from a anti join b on b.id = a.id
     )
     select cast(id as varchar) as id, shown_name as name, state, column_name as "column", before as "from", after as "to"
     from told order by told.id, nr`;
};

interface ChangeRow extends Omit<EstateChange, 'kind' | 'from' | 'to'> {
  readonly [column: string]: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

const changeValue = (json: string | null): ChangeValue => {
  if (json === null) return null;
  if (/^-?\d{16,}$/.test(json) && !Number.isSafeInteger(Number(json))) return json;
  // Neither JSON nor a number of ITCare's: an infinity.
  return /^-?(?:Infinity|NaN)$/.test(json) ? json : (JSON.parse(json) as ChangeValue);
};

/**
 * Compares two complete snapshots of ITCare.
 * @param db a ledger, its schemas the default ones
 * @param from,to ids of the snapshots; what the second says is new
 * @returns services, resources and platforms that came, went or say something else; by kind and id
 */
export const compareSnapshots = async (db: Database, from: string, to: string): Promise<EstateChange[]> => {
  const changes: EstateChange[] = [];
  for (const kind of ['service', 'resource', 'platform'] as const) {
    const rows = await db.rows<ChangeRow>(statement(COMPARED[kind]), { from, to });
    for (const row of rows)
      changes.push({ ...row, kind, from: changeValue(row.from), to: changeValue(row.to) });
  }
  return changes;
};
