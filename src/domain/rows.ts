import type { CivilDate } from './civil-date.ts';

/** One service as ITCare says it (`/itcare/compute/services`). */
export interface ServiceRow {
  readonly service_id: bigint;
  readonly name: string | null;
  readonly key: string | null;
  readonly environment: string | null;
  readonly cloud_id: bigint | null;
  readonly cloud_name: string | null;
  readonly status: string | null;
  readonly comment: string | null;
}

/**
 * One resource: the union by id of `/itcare/compute/resources`, the family lists and the nodes of clusters.
 * Sizes are whole gigabytes or vCPU as ITCare says them; unknown is null, never 0.
 */
export interface ResourceRow {
  readonly resource_id: bigint;
  readonly name: string | null;
  readonly service_id: bigint | null;
  readonly service_name: string | null;
  readonly environment: string | null;
  readonly cloud_name: string | null;
  readonly category: string | null;
  readonly type: string | null;
  readonly family: string | null;
  readonly technology: string | null;
  readonly product_name: string | null;
  readonly product_version: string | null;
  readonly platform: string | null;
  readonly status: string | null;
  /** The clustered resource this one is a node of. */
  readonly parent_id: bigint | null;
  readonly datacenter_id: string | null;
  readonly availability_zone: string | null;
  readonly vcpu: number | null;
  readonly ram_gb: number | null;
  readonly storage_gb: number | null;
  readonly backup_gb: number | null;
  /** Epoch milliseconds. */
  readonly created_at: number | null;
  readonly is_monitored: boolean | null;
  readonly is_backed_up: boolean | null;
  readonly is_replicated: boolean | null;
  readonly is_patch_excluded: boolean | null;
  /** ITCare's own spelling. */
  readonly declared_phase: string | null;
  readonly released_on: CivilDate | null;
  readonly end_of_sales_on: CivilDate | null;
  readonly extended_support_on: CivilDate | null;
  readonly end_of_support_on: CivilDate | null;
  readonly tags: Readonly<Record<string, string>>;
}

/** One availability zone of the topology, with where it stands. */
export interface ZoneRow {
  readonly availability_zone: string;
  readonly datacenter_id: string | null;
  readonly area: string | null;
  readonly region: string | null;
}

/** What the ITCare collector yields; one kind a batch. */
export type ItcareBatch =
  | { readonly kind: 'service'; readonly rows: readonly ServiceRow[] }
  | { readonly kind: 'resource'; readonly rows: readonly ResourceRow[] }
  | { readonly kind: 'zone'; readonly rows: readonly ZoneRow[] };

/**
 * Power samples in columns, all arrays of one length, in the order they were read.
 * `power_w` is NaN both for "NaN" and for a missing value; `is_null` tells the two apart.
 */
export interface SampleBatch {
  readonly equipment_id: readonly string[];
  /** Empty text when the source names no feed. */
  readonly feed: readonly string[];
  /** Epoch microseconds. */
  readonly ts_us: BigInt64Array;
  /** Instantaneous watts. */
  readonly power_w: Float64Array;
  /** 1 where the source gave no value. */
  readonly is_null: Uint8Array;
}
