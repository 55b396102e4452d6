import type { CivilDate } from '../../domain/civil-date.ts';

/** What the demo's resources are, one value per list of ITCare's API. */
export type ResourceKind =
  | 'instance'
  | 'application-server'
  | 'database'
  | 'broker'
  | 'kubernetes'
  | 'loadbalancer'
  | 'glusterfs'
  | 'network-cluster'
  | 'overdrive'
  | 'matomo'
  | 'hardware';

export type ResourceStatus = 'ACTIVE' | 'INACTIVE' | 'PREPARATION';

export type SupportPhase = 'STANDARD' | 'END_OF_SALES' | 'EXTENDED' | 'END_OF_SUPPORT';

/** First days of the phases; null where the publisher announced none. */
export interface Milestones {
  readonly releasedOn: CivilDate | null;
  readonly endOfSalesOn: CivilDate | null;
  readonly extendedSupportOn: CivilDate | null;
  readonly endOfSupportOn: CivilDate | null;
}

/** One product version that resources run on, as ITCare's support policy lists them. */
export interface Platform extends Milestones {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly type: string;
  readonly family: string;
  readonly technology: string;
  readonly productName: string;
  readonly version: string;
  /** What the milestones were before this instant (epoch ms): a publisher who changes a date. */
  readonly before?: { readonly until: number } & Milestones;
  /** A phase that ITCare declares although its dates say otherwise. */
  readonly declaredPhase?: SupportPhase;
}

export interface Cloud {
  readonly id: number;
  readonly name: string;
}

export interface Zone {
  readonly id: string;
  readonly areaId: string;
  readonly regionId: string;
  readonly datacenterId: string;
}

export interface Service {
  readonly id: number;
  readonly name: string;
  readonly key: string;
  readonly environment: string;
  readonly cloudId: number;
  readonly status: 'ACTIVE' | 'PREPARATION';
  readonly comment: string | null;
  /** Ids of the services that this one needs. */
  readonly dependencies: readonly number[];
}

/** A rule by which backups are made and kept; frequencies as Rubrik words them. */
export interface BackupPolicy {
  readonly id: number;
  readonly policyId: string;
  readonly name: string;
  readonly type: string;
  readonly scope: string;
  readonly isReplicated: boolean;
  readonly isDefault: boolean;
  readonly startTime: string;
  readonly durationInHours: number;
  readonly frequencies: Readonly<Record<string, { readonly frequency: number; readonly retention: number }>>;
}

/** How one resource is backed up. */
export interface Backup {
  readonly policyId: string | null;
  /** Hours between two backups. */
  readonly everyHours: number;
  /** Epoch ms; no backup was made after it. */
  readonly lastSuccessBefore: number | null;
  readonly hasRun: boolean;
  /** Gigabytes at the end of the demo; null when the size is unknown. */
  readonly sizeGb: number | null;
  /** What a thousand days add, as a factor of the size. */
  readonly growth: number;
  /** The size is multiplied by `factor` from `from` (epoch ms) on. */
  readonly jump?: { readonly from: number; readonly factor: number };
}

export interface Patch {
  readonly group: string;
  readonly tag: string;
  readonly excluded: { readonly by: string; readonly at: number; readonly reason: string } | null;
}

export interface Resource {
  readonly id: number;
  readonly internalId: number;
  readonly name: string;
  readonly kind: ResourceKind;
  readonly platformId: string;
  readonly serviceId: number;
  readonly parentId: number | null;
  readonly zoneId: string;
  readonly cpu: number | null;
  readonly ramGb: number | null;
  readonly storageGb: number | null;
  readonly topology: string | null;
  /** Epoch ms. */
  readonly createdAt: number;
  readonly createdBy: string;
  /** Epoch ms; gone from that instant on. */
  readonly goneAt: number | null;
  /** Statuses and since when (epoch ms), oldest first. */
  readonly statuses: readonly { readonly from: number; readonly status: ResourceStatus }[];
  readonly isMonitored: boolean;
  readonly isOnCall: boolean;
  readonly isReplicated: boolean;
  readonly backup: Backup | null;
  readonly patch: Patch | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly comment: string | null;
  readonly hardware: HardwareFacts | null;
}

export interface HardwareFacts {
  readonly serial: string;
  readonly model: string;
  readonly endOfCoverOn: CivilDate | null;
  readonly rack: string;
}

export type EquipmentCategory = 'compute' | 'storage' | 'network';

/** How the load moves over a week; see power.ts. */
export type LoadShape = 'office' | 'batch' | 'steady' | 'night';

export interface Equipment {
  /** Serial number. */
  readonly id: string;
  readonly name: string;
  readonly model: string;
  readonly category: EquipmentCategory;
  readonly subcategory: string;
  readonly datacenterId: string;
  readonly zoneId: string;
  readonly inServiceOn: CivilDate;
  readonly retiredOn: CivilDate | null;
  /** Watts that one feed can draw. */
  readonly ratedW: number;
  /** Watts drawn when idle, both feeds together. */
  readonly idleW: number;
  /** Watts drawn at the busiest hour, both feeds together. */
  readonly busyW: number;
  readonly embodiedKgco2e: number;
  readonly lifetimeYears: number;
  readonly feeds: readonly string[];
  readonly shape: LoadShape;
  /** Seconds after the full minute at which it is read. */
  readonly offsetS: number;
  /** False for what the meter sees although no inventory lists it. */
  readonly isInventoried: boolean;
}

/** A made-up estate, decided by its seed alone. */
export interface Estate {
  readonly seed: number;
  readonly clouds: readonly Cloud[];
  readonly zones: readonly Zone[];
  readonly platforms: readonly Platform[];
  readonly policies: readonly BackupPolicy[];
  readonly services: readonly Service[];
  /** By id; parents before their nodes. */
  readonly resources: readonly Resource[];
  readonly equipment: readonly Equipment[];
}
