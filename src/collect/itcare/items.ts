import type { LifecycleColumns, ResourceRow, ServiceRow } from '../../domain/rows.ts';
import { type PolicyFacts, readAttachedPolicies } from './policies.ts';
import type { RawItem } from './raw-item.ts';
import type { ItemReader } from './values.ts';

export const STATUSES = ['ACTIVE', 'INACTIVE', 'PREPARATION'];
const PHASES = ['STANDARD', 'END_OF_SALES', 'EXTENDED', 'END_OF_SUPPORT'];

/** What one answer says of one resource. Where it stands is kept as said, to be looked up in the topology. */
export interface ResourceFacts
  extends Omit<
    ResourceRow,
    'resource_id' | 'parent_id' | 'datacenter_id' | 'availability_zone' | 'tags' | 'raw' | 'backup_raw'
  > {
  readonly raw: RawItem;
  /** The backup policies it has; null when the answer says nothing of policies. */
  readonly policies: readonly PolicyFacts[] | null;
  readonly cloud_id: bigint | null;
  readonly tags: Readonly<Record<string, string>> | null;
  /** Availability zone. */
  readonly zone: string | null;
  /** The datacenter that the zone of the answer names. */
  readonly zone_datacenter: string | null;
  /** What the answer says of the datacenter otherwise. */
  readonly other_datacenter: string | null;
}

/**
 * The phase that ITCare declares and the civil dates on which the phases begin, as every operation names them.
 * @param otherPhase field that names the phase where `supportPhase` does not
 */
export const readLifecycle = (item: ItemReader, otherPhase?: string): LifecycleColumns => ({
  declared_phase: item.code(PHASES, 'supportPhase', otherPhase),
  released_on: item.civilDate('releasedAt'),
  end_of_sales_on: item.civilDate('endOfSalesAt'),
  extended_support_on: item.civilDate('extendedSupportAt'),
  end_of_support_on: item.civilDate('endOfSupportAt'),
});

/** Reads a service of `/itcare/compute/services`. */
export const readService = (item: ItemReader, id: bigint): Omit<ServiceRow, 'raw'> => ({
  service_id: id,
  name: item.text('name'),
  key: item.text('key'),
  environment: item.text('environment'),
  cloud_id: item.id('cloudId'),
  cloud_name: item.text('cloud'),
  status: item.code(STATUSES, 'status'),
  comment: item.text('comment'),
});

/** `2cpu4gb`, in any case and with blanks, gives vCPU and GB of memory. */
export const readSizing = (sizing: string | null): { vcpu: number | null; ram_gb: number | null } => {
  const match = /^\s*(\d+)\s*v?cpus?[\s_x-]*(\d+)\s*gb?\s*$/i.exec(sizing ?? '');
  return match === null ? { vcpu: null, ram_gb: null } : { vcpu: Number(match[1]), ram_gb: Number(match[2]) };
};

/** What the backups of a resource take, GB: their sum where any has a size, else the size of the last one. */
const readBackups = (item: ItemReader): Pick<ResourceFacts, 'backup_gb' | 'last_backup_at' | 'policies'> => {
  let size: number | null = null;
  const backup = item.within('backup');
  const details = item.within('backupPolicyDetails');
  let lastAt = backup.instant('lastDate');
  const happenedAt = (at: number | null): void => {
    if (at !== null && (lastAt === null || at > lastAt)) lastAt = at;
  };
  details.each('backups', (one) => {
    const taken = one.size('backupSize');
    if (taken !== null) size = (size ?? 0) + taken;
    happenedAt(one.instant('backupLastDate'));
  });
  const policies = readAttachedPolicies(details, happenedAt);
  return { backup_gb: size ?? backup.size('size'), last_backup_at: lastAt, policies };
};

const readTags = (item: ItemReader): Readonly<Record<string, string>> | null => {
  const tags: [string, string][] = [];
  item.each('tags', (tag) => {
    const key = tag.text('tagKey');
    if (key !== null) tags.push([key, tag.text('tagValue') ?? '']);
  });
  // In a fixed order, so that of a key given twice the same value stays whatever the order of the answer.
  tags.sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0));
  return tags.length === 0 ? null : Object.fromEntries(tags);
};

const readPlace = (
  item: ItemReader,
): Pick<ResourceFacts, 'zone' | 'zone_datacenter' | 'other_datacenter'> => {
  const [first, ...more] = item.texts('availableDCs');
  const only = first !== undefined && more.every((other) => other === first) ? first : null;
  const zone = item.within('availabilityZone');
  return {
    zone: zone.text('id') ?? item.text('labelAvailabilityZone'),
    zone_datacenter: zone.text('datacenterId'),
    other_datacenter: item.text('labelDataCenter', 'dc') ?? only,
  };
};

/** Reads a resource of any list, or a node of a cluster: one shape, of which every operation documents a part. */
export const readResource = (item: ItemReader, raw: RawItem): ResourceFacts => {
  const sizing = readSizing(item.text('sizing'));
  const patches = item.within('patchParty');
  const phases = readLifecycle(item);
  const backups = readBackups(item);
  const place = readPlace(item);
  // Every field by itself: objects that are spread into one cost a tenth of a whole collection.
  return {
    name: item.text('name'),
    service_id: item.id('serviceId'),
    service_name: item.label('serviceName'),
    environment: item.label('environment'),
    cloud_id: item.id('cloudId'),
    cloud_name: item.label('cloudName'),
    category: item.label('category'),
    type: item.label('type', 'resourceType'),
    family: item.label('family'),
    technology: item.label('technology'),
    product_name: item.label('productName'),
    product_version: item.label('productVersion', 'version'),
    platform: item.label('platform'),
    status: item.code(STATUSES, 'status'),
    vcpu: item.size('cpu') ?? sizing.vcpu,
    ram_gb: item.size('ram') ?? sizing.ram_gb,
    storage_gb: item.size('storage') ?? item.within('storageInformation').size('totalSizeDisks'),
    created_at: item.instant('creationTime'),
    is_monitored: item.flag('monitoringEnabled'),
    is_backed_up: item.flag('backupStatus'),
    is_replicated: item.flag('replicationStatus'),
    is_on_call: item.flag('monitoringOnCallEnabled'),
    is_patch_excluded: patches.flag('excluded'),
    patch_group: patches.text('patchGroup'),
    patch_tag: patches.text('patchTag'),
    patch_exclusion_reason: patches.text('exclusionReason'),
    patch_excluded_at: patches.instant('exclusionDate'),
    serial: item.text('serial'),
    end_of_cover_on: item.civilDate('endOfCoverDate'),
    declared_phase: phases.declared_phase,
    released_on: phases.released_on,
    end_of_sales_on: phases.end_of_sales_on,
    extended_support_on: phases.extended_support_on,
    end_of_support_on: phases.end_of_support_on,
    backup_gb: backups.backup_gb,
    last_backup_at: backups.last_backup_at,
    policies: backups.policies,
    tags: readTags(item),
    zone: place.zone,
    zone_datacenter: place.zone_datacenter,
    other_datacenter: place.other_datacenter,
    raw,
  };
};
