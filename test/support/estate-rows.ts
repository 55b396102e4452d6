import type {
  BackupPolicyRow,
  FamilyStatusRow,
  ItcareBatch,
  MetricRow,
  PlatformRow,
  ResourceRow,
  ServiceRow,
} from '../../src/domain/rows.ts';
import type { EstateHead } from '../../src/store/publish-itcare.ts';

/** A resource of which nothing is known but what is given. */
export const resourceRow = (id: number | bigint, facts: Partial<ResourceRow> = {}): ResourceRow => ({
  resource_id: BigInt(id),
  name: null,
  service_id: null,
  service_name: null,
  environment: null,
  cloud_name: null,
  category: null,
  type: null,
  family: null,
  technology: null,
  product_name: null,
  product_version: null,
  platform: null,
  status: null,
  parent_id: null,
  datacenter_id: null,
  availability_zone: null,
  vcpu: null,
  ram_gb: null,
  storage_gb: null,
  backup_gb: null,
  created_at: null,
  is_monitored: null,
  is_backed_up: null,
  is_replicated: null,
  is_on_call: null,
  is_patch_excluded: null,
  patch_group: null,
  patch_tag: null,
  patch_exclusion_reason: null,
  patch_excluded_at: null,
  serial: null,
  end_of_cover_on: null,
  last_backup_at: null,
  declared_phase: null,
  released_on: null,
  end_of_sales_on: null,
  extended_support_on: null,
  end_of_support_on: null,
  tags: {},
  raw: `{"resources":{"id":${id}}}`,
  backup_raw: null,
  ...facts,
});

export const serviceRow = (id: number | bigint, facts: Partial<ServiceRow> = {}): ServiceRow => ({
  service_id: BigInt(id),
  name: null,
  key: null,
  environment: null,
  cloud_id: null,
  cloud_name: null,
  status: null,
  comment: null,
  raw: `{"id":${id}}`,
  ...facts,
});

export const platformRow = (platform: string, facts: Partial<PlatformRow> = {}): PlatformRow => ({
  platform,
  label: null,
  category: null,
  technology: null,
  declared_phase: null,
  released_on: null,
  end_of_sales_on: null,
  extended_support_on: null,
  end_of_support_on: null,
  comment: null,
  raw: JSON.stringify({ name: platform }),
  ...facts,
});

export const backupPolicyRow = (policyId: string, facts: Partial<BackupPolicyRow> = {}): BackupPolicyRow => ({
  policy_id: policyId,
  scope: 'offered',
  service_id: null,
  resource_id: null,
  name: null,
  label: null,
  type: null,
  is_replicated: null,
  start_time: null,
  duration_h: null,
  timezone: null,
  frequencies: null,
  raw: JSON.stringify({ policyId }),
  ...facts,
});

export const metricRow = (name: string, label: string | null, value: number | null): MetricRow => ({
  name,
  label,
  value,
  raw: JSON.stringify(value),
});

export const familyRow = (family: string, facts: Partial<FamilyStatusRow> = {}): FamilyStatusRow => ({
  family,
  is_complete: true,
  element_count: 0,
  request_count: 1,
  error: null,
  ...facts,
});

type Rows<K extends ItcareBatch['kind']> = Extract<ItcareBatch, { kind: K }>['rows'];

/** What one collection yields, by kind; kinds that are not given are empty. */
export type Estate = { readonly [K in ItcareBatch['kind']]?: Rows<K> };

/** The batches of an estate. */
export const batchesOf = (estate: Estate): ItcareBatch[] =>
  Object.entries(estate).map(([kind, rows]) => ({ kind, rows }) as ItcareBatch);

/** An estate as a collection yields it. */
export const yielding = async function* (
  batches: readonly ItcareBatch[],
  takenAt: number,
  requestCount = 1,
): AsyncGenerator<ItcareBatch, EstateHead> {
  yield* batches;
  return { takenAt, requestCount, note: null };
};
