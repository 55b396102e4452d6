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
  /** JSON text of the item as it came. */
  readonly raw: string;
}

/**
 * One resource: the union by id of `/itcare/compute/resources`, the family lists, hardware and network clusters of
 * services, and the nodes of clusters.
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
  /** Watched around the clock (`monitoringOnCallEnabled`). */
  readonly is_on_call: boolean | null;
  readonly is_patch_excluded: boolean | null;
  /** Which of the three groups is patched first; `1`, `2`, `3`. */
  readonly patch_group: string | null;
  /** The patch party, e.g. `2022-Q4`. */
  readonly patch_tag: string | null;
  readonly patch_exclusion_reason: string | null;
  /** Epoch milliseconds. */
  readonly patch_excluded_at: number | null;
  /** Hardware only. */
  readonly serial: string | null;
  /** Until when its maker maintains it; hardware only. */
  readonly end_of_cover_on: CivilDate | null;
  /** The latest of what the backups, the attached policies and the last backup say; epoch milliseconds. */
  readonly last_backup_at: number | null;
  /** ITCare's own spelling. */
  readonly declared_phase: string | null;
  readonly released_on: CivilDate | null;
  readonly end_of_sales_on: CivilDate | null;
  readonly extended_support_on: CivilDate | null;
  readonly end_of_support_on: CivilDate | null;
  readonly tags: Readonly<Record<string, string>>;
  /**
   * JSON text: every answer about it as it came, by operation (`{"resources":{…},"instances":{…}}`), without the
   * members of `backup_raw`.
   */
  readonly raw: string;
  /** The members `backup` and `backupPolicyDetails`, by operation as in `raw`: they change every night. Null where no answer has them. */
  readonly backup_raw: string | null;
}

/** One availability zone of the topology, with where it stands. */
export interface ZoneRow {
  readonly availability_zone: string;
  readonly datacenter_id: string | null;
  readonly area: string | null;
  readonly region: string | null;
  /** JSON text of the zone as it came. */
  readonly raw: string;
}

/** A phase as ITCare says it, in its own spelling, and the civil dates on which the phases begin. */
export interface LifecycleColumns {
  readonly declared_phase: string | null;
  readonly released_on: CivilDate | null;
  readonly end_of_sales_on: CivilDate | null;
  readonly extended_support_on: CivilDate | null;
  readonly end_of_support_on: CivilDate | null;
}

/** One platform of the support policy (`/itcare/compute/platform/support-policy`); one row a name. */
export interface PlatformRow extends LifecycleColumns {
  /** Its name, which is what resources call it; else its label or id. */
  readonly platform: string;
  readonly label: string | null;
  readonly category: string | null;
  readonly technology: string | null;
  readonly comment: string | null;
  readonly raw: string;
}

/** One product on offer (`/itcare/compute/platform/products`); one row an id. */
export interface ProductRow extends LifecycleColumns {
  readonly product_id: string;
  readonly code: string | null;
  readonly name: string | null;
  readonly label: string | null;
  readonly platform: string | null;
  readonly category: string | null;
  readonly type: string | null;
  readonly technology: string | null;
  readonly edition: string | null;
  readonly version: string | null;
  readonly status: string | null;
  /** The type under which the backup policies of a service offer something for it. */
  readonly backup_policy_type: string | null;
  readonly is_disabled: boolean | null;
  readonly comment: string | null;
  readonly raw: string;
}

/** What ITCare says of one resource's obsolescence (`/itcare/compute/platform/resources-obsolescence`). */
export interface ObsolescenceRow extends LifecycleColumns {
  readonly resource_id: bigint;
  readonly service_id: bigint | null;
  readonly platform: string | null;
  readonly technology: string | null;
  readonly status: string | null;
  readonly raw: string;
}

/**
 * A backup policy that a service may use (`offered`: service_id, no resource_id) or that a resource has (`attached`:
 * resource_id, service_id where it is known). One row per scope, service or resource, and policy.
 */
export interface BackupPolicyRow {
  /** `policyId`, else its name or label. */
  readonly policy_id: string;
  readonly scope: 'offered' | 'attached';
  readonly service_id: bigint | null;
  readonly resource_id: bigint | null;
  readonly name: string | null;
  readonly label: string | null;
  /** What it saves, e.g. `SERVER`. */
  readonly type: string | null;
  readonly is_replicated: boolean | null;
  /** The beginning of the allowed window, as ITCare spells it. */
  readonly start_time: string | null;
  readonly duration_h: number | null;
  readonly timezone: string | null;
  /** JSON text as it came; null where ITCare says nothing. */
  readonly frequencies: string | null;
  /** JSON text; of an attached policy without the date and size of the last backup. */
  readonly raw: string;
}

/** A resource's part in the patch parties of its service (`/itcare/compute/services/{id}/patch-policies`). */
export interface PatchPolicyRow {
  readonly service_id: bigint;
  readonly resource_id: bigint;
  readonly name: string | null;
  readonly patch_group: string | null;
  readonly patch_tag: string | null;
  /** Epoch milliseconds. */
  readonly patch_at: number | null;
  readonly is_excluded: boolean | null;
  readonly excluded_by: string | null;
  /** Epoch milliseconds. */
  readonly excluded_at: number | null;
  readonly exclusion_reason: string | null;
  readonly raw: string;
}

/** `dependency`: the service needs the related one; `impact`: the related one needs it. */
export interface ServiceRelationRow {
  readonly service_id: bigint;
  readonly related_service_id: bigint;
  readonly direction: 'dependency' | 'impact';
  readonly raw: string;
}

/**
 * One of ITCare's own figures; one row per name and label. Names: `global.coresCount` and so on for each field of
 * each kind of `/itcare/compute/resources/metrics` (`global`, `count`, `obsolescence`, `service`, `network`), where
 * `<kind>.phasesDistribution` has a row per phase, the phase in `label`; of `/itcare/compute/platform/stats/global`
 * `platform-stats.phases` with the phase in `label`, and `platform-stats.platforms` with `phase / platform / type`.
 */
export interface MetricRow {
  readonly name: string;
  readonly label: string | null;
  /** Null where ITCare says nothing or no number. */
  readonly value: number | null;
  /** JSON text of the value as it came. */
  readonly raw: string;
}

/** How one family of answers was read: a list, or an operation asked once per service or cluster. */
export interface FamilyStatusRow {
  /** e.g. `resources`, `databases`, `hardwares`, `nodes of databases`, `topology`, `metrics`. */
  readonly family: string;
  /** False only where part of it could not be read and `--allow-partial` went on. */
  readonly is_complete: boolean;
  readonly element_count: number;
  /** Answers asked for; repeats after a fault are not counted. */
  readonly request_count: number;
  /** Why it is not complete. */
  readonly error: string | null;
}

/** What the ITCare collector yields; one kind a batch. `family_status` comes once, last. */
export type ItcareBatch =
  | { readonly kind: 'service'; readonly rows: readonly ServiceRow[] }
  | { readonly kind: 'resource'; readonly rows: readonly ResourceRow[] }
  | { readonly kind: 'zone'; readonly rows: readonly ZoneRow[] }
  | { readonly kind: 'platform'; readonly rows: readonly PlatformRow[] }
  | { readonly kind: 'product'; readonly rows: readonly ProductRow[] }
  | { readonly kind: 'obsolescence'; readonly rows: readonly ObsolescenceRow[] }
  | { readonly kind: 'backup_policy'; readonly rows: readonly BackupPolicyRow[] }
  | { readonly kind: 'patch_policy'; readonly rows: readonly PatchPolicyRow[] }
  | { readonly kind: 'service_relation'; readonly rows: readonly ServiceRelationRow[] }
  | { readonly kind: 'metric'; readonly rows: readonly MetricRow[] }
  | { readonly kind: 'family_status'; readonly rows: readonly FamilyStatusRow[] };

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
