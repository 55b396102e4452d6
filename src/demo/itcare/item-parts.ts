import { milestoneIso, offsetIso } from '../estate/calendar.ts';
import { REGIONS } from '../estate/topology.ts';
import type { Milestones, ResourceKind, Zone } from '../estate/types.ts';
import type { SeenResource } from '../estate/view.ts';
import type { Json } from './answers.ts';

/** Where each database and broker has its own operations, by type. */
export const FAMILY_PATHS: Readonly<Record<string, string>> = {
  POSTGRESQL: 'databases/postgresql',
  MARIADB: 'databases/mariadb',
  OPENSEARCH: 'databases/opensearch',
  REDIS: 'databases/redis',
  SQLSERVER: 'databases/sqlserver',
  APACHE_KAFKA: 'message-brokers/apache-kafka',
  RABBITMQ: 'message-brokers/rabbitmq',
};

const KIND_PATHS: Readonly<Partial<Record<ResourceKind, string>>> = {
  instance: 'compute/instances',
  'application-server': 'compute/instances',
  kubernetes: 'compute/containers/kubernetes',
  loadbalancer: 'networking/loadbalancers',
  glusterfs: 'storage/glusterfs',
  'network-cluster': 'networking/network-clusters',
  overdrive: 'storage/overdrive',
  matomo: 'analytics/matomo',
  hardware: 'hardwares',
};

/** Path of a resource's own operation below `/itcare`, no slash in front. */
export const pathOf = ({ resource, platform }: SeenResource): string =>
  `${FAMILY_PATHS[platform.type] ?? KIND_PATHS[resource.kind] ?? 'compute/resources'}/${resource.id}`;

/** An instant (epoch ms) in ISO form; null stays null. */
export const instant = (at: number | null): string | null =>
  at === null ? null : new Date(at).toISOString();

const milestones = (dates: Milestones): Json => ({
  releasedAt: milestoneIso(dates.releasedOn),
  endOfSalesAt: milestoneIso(dates.endOfSalesOn),
  extendedSupportAt: milestoneIso(dates.extendedSupportOn),
  endOfSupportAt: milestoneIso(dates.endOfSupportOn),
});

/** Backups made and policies attached, as lists and `/backup-policies` of a resource give them. */
export const backupDetails = ({ resource, policy, lastBackupAt, backupGb }: SeenResource): Json => ({
  backups:
    resource.backup === null || lastBackupAt === null
      ? []
      : [{ id: resource.id, type: 'RUBRIK', backupLastDate: instant(lastBackupAt), backupSize: backupGb }],
  policies:
    policy === null
      ? []
      : [
          {
            policyId: policy.policyId,
            name: policy.name,
            label: policy.name,
            type: policy.type,
            scope: policy.scope,
            replication: policy.isReplicated,
            frequencies: policy.frequencies,
            durationInHours: policy.durationInHours,
            startTime: policy.startTime,
            timezone: 'Europe/Paris',
            backupLastDate: instant(lastBackupAt),
            backupSize: backupGb,
          },
        ],
});

/** Patch party of a resource; null when it takes part in none. */
export const patchParty = ({ resource, service }: SeenResource): Json | null => {
  const { patch } = resource;
  if (patch === null) return null;
  const isProduction = service.environment === 'PRODUCTION';
  return {
    id: resource.id,
    name: resource.name,
    patchGroup: patch.group,
    patchTag: patch.tag,
    // Non-production on a Thursday, production on the Sunday three weeks later.
    patchDate: patch.excluded === null ? `2026-03-${isProduction ? '29' : '05'}T08:00:00.000Z` : null,
    excluded: patch.excluded !== null,
    excludedBy: patch.excluded?.by ?? null,
    exclusionDate: instant(patch.excluded?.at ?? null),
    exclusionReason: patch.excluded?.reason ?? null,
  };
};

/** Tags as lists and `/tags` give them. */
export const tags = ({ resource }: SeenResource): Json[] =>
  Object.entries(resource.tags).map(([tagKey, tagValue]) => ({ tagKey, tagValue }));

/** What every list says of a resource. */
export const shared = (seen: SeenResource): Json => {
  const { resource, service, cloud, platform } = seen;
  return {
    id: resource.id,
    internalResourceId: resource.internalId,
    name: resource.name,
    label: platform.name,
    prettyLabel: `${platform.name} - ${resource.name}`,
    path: `/${pathOf(seen)}`,
    category: platform.category,
    type: platform.type,
    resourceType: platform.type,
    family: platform.family,
    technology: platform.technology,
    productName: platform.productName,
    status: seen.status,
    supportPhase: seen.phase,
    environment: service.environment,
    serviceId: service.id,
    serviceKey: service.key,
    serviceName: service.name,
    cloudName: cloud.name,
    comment: resource.comment,
    creationTime: offsetIso(resource.createdAt),
    creationUser: resource.createdBy,
    ...milestones(seen.milestones),
  };
};

/** What the lists of families add to every resource. */
export const familyShared = (seen: SeenResource): Json => {
  const { resource, platform, cloud } = seen;
  return {
    ...shared(seen),
    cloudId: cloud.id,
    internalType: platform.type,
    productCode: platform.id,
    productVersion: platform.version,
    metrologyUrl: null,
    monitoringRequested: resource.isMonitored,
    monitoringEnabled: resource.isMonitored,
    monitoringAlerting: resource.isMonitored,
    monitoringOnCallEnabled: resource.isOnCall,
    replicationStatus: resource.isReplicated,
    backupStatus: resource.backup !== null,
    backupPolicyDetails: backupDetails(seen),
    patchParty: patchParty(seen),
  };
};

/** An availability zone as the topology gives it. */
export const zoneItem = (zone: Zone): Json => ({
  id: zone.id,
  datacenterId: zone.datacenterId,
  availabilityZoneGroup: zone.areaId,
  defaultZone: zone.id.endsWith('-A'),
  location: REGIONS.find((region) => region.id === zone.regionId)?.location ?? null,
  routable: true,
});

/** An area without its zones. */
export const areaItem = (zone: Zone): Json => ({
  id: zone.areaId,
  defaultArea: zone.areaId === zone.regionId,
  location: REGIONS.find((region) => region.id === zone.regionId)?.location ?? null,
  regulation: zone.areaId.endsWith('-HDS') ? 'HDS' : 'STANDARD',
});

/** Region, area and zone of a machine. */
export const place = ({ zone }: SeenResource): Json => ({
  region: { id: zone.regionId, dataCenter: zone.datacenterId, location: areaItem(zone).location },
  area: areaItem(zone),
  availabilityZone: zoneItem(zone),
});
