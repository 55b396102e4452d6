import type {
  BackupPolicyRow,
  FamilyStatusRow,
  ItcareBatch,
  LifecycleColumns,
  MetricRow,
  ObsolescenceRow,
  PatchPolicyRow,
  PlatformRow,
  ProductRow,
  ResourceRow,
  ServiceRelationRow,
  ServiceRow,
  ZoneRow,
} from '../domain/rows.ts';
import type { AppendType } from './append.ts';

type Columns<T> = Readonly<Record<keyof T & string, AppendType>>;

const LIFECYCLE: Columns<LifecycleColumns> = {
  declared_phase: 'VARCHAR',
  released_on: 'DATE',
  end_of_sales_on: 'DATE',
  extended_support_on: 'DATE',
  end_of_support_on: 'DATE',
};

const SERVICE: Columns<ServiceRow> = {
  service_id: 'BIGINT',
  name: 'VARCHAR',
  key: 'VARCHAR',
  environment: 'VARCHAR',
  cloud_id: 'BIGINT',
  cloud_name: 'VARCHAR',
  status: 'VARCHAR',
  comment: 'VARCHAR',
  raw: 'VARCHAR',
};

/** What is told of a resource beside its row: whether the hardware operation named it. */
export type ResourceFacts = ResourceRow & { readonly is_hardware: boolean };

/** A resource's answers as templates. */
export interface ResourceTexts extends Pick<ResourceRow, 'resource_id' | 'raw' | 'backup_raw'> {
  /** SHA-256 of the two texts. */
  readonly text_digest: string;
}

/** What is staged of every resource, changed or not. */
export interface ResourceKey extends Pick<ResourceRow, 'resource_id' | 'backup_gb' | 'last_backup_at'> {
  /** Values that stand in the templates. */
  readonly facts: string | null;
  /** SHA-256 of the columns that seldom change. */
  readonly digest: string;
}

export const RESOURCE_KEY: Columns<ResourceKey> = {
  resource_id: 'BIGINT',
  backup_gb: 'DOUBLE',
  last_backup_at: 'TIMESTAMPTZ',
  facts: 'VARCHAR',
  digest: 'VARCHAR',
};

/** What `raw.resource_change` keeps; the texts and what changes every night are kept apart. */
export const RESOURCE: Columns<Omit<ResourceFacts, 'backup_gb' | 'last_backup_at' | 'raw' | 'backup_raw'>> = {
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
  created_at: 'TIMESTAMPTZ',
  is_monitored: 'BOOLEAN',
  is_backed_up: 'BOOLEAN',
  is_replicated: 'BOOLEAN',
  is_on_call: 'BOOLEAN',
  is_patch_excluded: 'BOOLEAN',
  patch_group: 'VARCHAR',
  patch_tag: 'VARCHAR',
  patch_exclusion_reason: 'VARCHAR',
  patch_excluded_at: 'TIMESTAMPTZ',
  serial: 'VARCHAR',
  end_of_cover_on: 'DATE',
  is_hardware: 'BOOLEAN',
  ...LIFECYCLE,
  tags: 'TAGS',
};

/** What `raw.resource_raw_change` keeps. */
export const RESOURCE_TEXTS: Columns<ResourceTexts> = {
  resource_id: 'BIGINT',
  raw: 'VARCHAR',
  backup_raw: 'VARCHAR',
  text_digest: 'VARCHAR',
};

const ZONE: Columns<ZoneRow> = {
  availability_zone: 'VARCHAR',
  datacenter_id: 'VARCHAR',
  area: 'VARCHAR',
  region: 'VARCHAR',
  raw: 'VARCHAR',
};

const PLATFORM: Columns<PlatformRow> = {
  platform: 'VARCHAR',
  label: 'VARCHAR',
  category: 'VARCHAR',
  technology: 'VARCHAR',
  ...LIFECYCLE,
  comment: 'VARCHAR',
  raw: 'VARCHAR',
};

const PRODUCT: Columns<ProductRow> = {
  product_id: 'VARCHAR',
  code: 'VARCHAR',
  name: 'VARCHAR',
  label: 'VARCHAR',
  platform: 'VARCHAR',
  category: 'VARCHAR',
  type: 'VARCHAR',
  technology: 'VARCHAR',
  edition: 'VARCHAR',
  version: 'VARCHAR',
  status: 'VARCHAR',
  backup_policy_type: 'VARCHAR',
  is_disabled: 'BOOLEAN',
  ...LIFECYCLE,
  comment: 'VARCHAR',
  raw: 'VARCHAR',
};

const OBSOLESCENCE: Columns<ObsolescenceRow> = {
  resource_id: 'BIGINT',
  service_id: 'BIGINT',
  platform: 'VARCHAR',
  technology: 'VARCHAR',
  status: 'VARCHAR',
  ...LIFECYCLE,
  raw: 'VARCHAR',
};

const BACKUP_POLICY: Columns<BackupPolicyRow> = {
  policy_id: 'VARCHAR',
  scope: 'VARCHAR',
  service_id: 'BIGINT',
  resource_id: 'BIGINT',
  name: 'VARCHAR',
  label: 'VARCHAR',
  type: 'VARCHAR',
  is_replicated: 'BOOLEAN',
  start_time: 'VARCHAR',
  duration_h: 'DOUBLE',
  timezone: 'VARCHAR',
  frequencies: 'VARCHAR',
  raw: 'VARCHAR',
};

const PATCH_POLICY: Columns<PatchPolicyRow> = {
  service_id: 'BIGINT',
  resource_id: 'BIGINT',
  name: 'VARCHAR',
  patch_group: 'VARCHAR',
  patch_tag: 'VARCHAR',
  patch_at: 'TIMESTAMPTZ',
  is_excluded: 'BOOLEAN',
  excluded_by: 'VARCHAR',
  excluded_at: 'TIMESTAMPTZ',
  exclusion_reason: 'VARCHAR',
  raw: 'VARCHAR',
};

const SERVICE_RELATION: Columns<ServiceRelationRow> = {
  service_id: 'BIGINT',
  related_service_id: 'BIGINT',
  direction: 'VARCHAR',
  raw: 'VARCHAR',
};

const METRIC: Columns<MetricRow> = { name: 'VARCHAR', label: 'VARCHAR', value: 'DOUBLE', raw: 'VARCHAR' };

const FAMILY_STATUS: Columns<FamilyStatusRow> = {
  family: 'VARCHAR',
  is_complete: 'BOOLEAN',
  element_count: 'BIGINT',
  request_count: 'BIGINT',
  error: 'VARCHAR',
};

export type Kind = ItcareBatch['kind'];

/** A table of changes: which of the staged columns it keeps beside those that identify a row. */
export interface ChangeTable {
  readonly table: string;
  /** Staged rows to compare with what is known; null: what is new or changed has been written as it came. */
  readonly staged: string | null;
  readonly columns: readonly string[];
  /** Rows that are no longer there are kept too, with is_present false. */
  readonly tracksGone: boolean;
}

/** How one kind of rows is staged, and the tables its rows go to. */
export interface KindSpec {
  readonly columns: Readonly<Record<string, AppendType>>;
  readonly identity: readonly string[];
  /** Staged table that names every row there is. */
  readonly whole: string;
  readonly tables: readonly ChangeTable[];
}

const without = (names: readonly string[], removed: readonly string[]): string[] =>
  names.filter((name) => !removed.includes(name));

const oneTable = (
  kind: Kind,
  columns: Readonly<Record<string, AppendType>>,
  ...identity: readonly string[]
): KindSpec => {
  const staged = `temp.main.staged_${kind}`;
  const said = without(Object.keys(columns), identity);
  return {
    columns,
    identity,
    whole: staged,
    tables: [{ table: `${kind}_change`, staged, columns: said, tracksGone: true }],
  };
};

const ofKey = (table: string, ...columns: readonly string[]): ChangeTable => ({
  table,
  staged: 'temp.main.staged_resource_key',
  columns,
  tracksGone: false,
});

const resourceSpec: KindSpec = {
  columns: RESOURCE_KEY,
  identity: ['resource_id'],
  whole: 'temp.main.staged_resource_key',
  tables: [
    {
      table: 'resource_change',
      staged: null,
      columns: without(Object.keys(RESOURCE), ['resource_id']),
      tracksGone: true,
    },
    ofKey('resource_backup_change', 'backup_gb', 'last_backup_at'),
    ofKey('resource_fact_change', 'facts'),
    ofKey('resource_digest_change', 'digest'),
  ],
};

/** Every kind of rows that the ITCare collector yields. How a family was read is no change: it is kept for every snapshot. */
export const KINDS: Readonly<Record<Kind, KindSpec>> = {
  service: oneTable('service', SERVICE, 'service_id'),
  resource: resourceSpec,
  zone: oneTable('zone', ZONE, 'availability_zone'),
  platform: oneTable('platform', PLATFORM, 'platform'),
  product: oneTable('product', PRODUCT, 'product_id'),
  obsolescence: oneTable('obsolescence', OBSOLESCENCE, 'resource_id'),
  backup_policy: oneTable('backup_policy', BACKUP_POLICY, 'scope', 'policy_id', 'service_id', 'resource_id'),
  patch_policy: oneTable('patch_policy', PATCH_POLICY, 'service_id', 'resource_id'),
  service_relation: oneTable(
    'service_relation',
    SERVICE_RELATION,
    'service_id',
    'related_service_id',
    'direction',
  ),
  metric: oneTable('metric', METRIC, 'name', 'label'),
  family_status: {
    columns: FAMILY_STATUS,
    identity: ['family'],
    whole: 'temp.main.staged_family_status',
    tables: [],
  },
};

/** Columns of a resource that its digest is made of, in order. */
export const DIGEST_COLUMNS = Object.keys(RESOURCE) as readonly (keyof typeof RESOURCE)[];
