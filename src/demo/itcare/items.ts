import { milestoneIso } from '../estate/calendar.ts';
import type { Service } from '../estate/types.ts';
import type { EstateView, SeenResource } from '../estate/view.ts';
import type { Json } from './answers.ts';
import { familyShared, instant, place, shared, tags } from './item-parts.ts';

/** An item of `/compute/resources` and `/compute/platform/resources-obsolescence`. */
export const resourceItem = (seen: SeenResource): Json => ({
  ...shared(seen),
  description: null,
  platform: seen.platform.name,
  tags: tags(seen),
});

const storageOf = ({ resource }: SeenResource): Json => ({
  // Old machines know their disks only.
  storage: resource.id % 31 === 0 ? null : resource.storageGb,
  storageInformation:
    resource.storageGb === null
      ? null
      : {
          totalSizeDisks: resource.storageGb,
          totalSizeFileSystems: Math.round(resource.storageGb * 0.9),
          fileSystems: [],
        },
});

/** An item of `/compute/instances`, of application servers, and of the nodes of any cluster. */
export const instanceItem = (seen: SeenResource, parentType: string | null): Json => {
  const { resource, platform, zone } = seen;
  return {
    ...familyShared(seen),
    ...place(seen),
    ...storageOf(seen),
    cpu: resource.cpu,
    ram: resource.ramGb,
    imageCode: platform.id,
    osName: platform.name,
    osType: platform.type,
    parentResourceType: parentType,
    labelRegion: zone.regionId,
    labelArea: zone.areaId,
    labelAvailabilityZone: zone.id,
    labelDataCenter: zone.datacenterId,
    backup:
      seen.lastBackupAt === null
        ? null
        : {
            backupSystem: 'RUBRIK',
            type: 'VM',
            lastDate: instant(seen.lastBackupAt),
            size: seen.backupGb,
            filesNb: null,
          },
    replication: {
      storageClass: resource.isReplicated ? 'REPLICATED' : 'LOCAL',
      storageReplicationClass: resource.isReplicated ? 'SYNC' : null,
      noStoRplExplanation: null,
      storageMoveInProgress: false,
    },
    storageMoveInProgress: false,
    snapshot: null,
    isMemberOFLoadBalancer: false,
  };
};

const sizing = (seen: SeenResource, nodeCount: number): string | null => {
  const { cpu, ramGb } = seen.resource;
  if (cpu === null || ramGb === null || nodeCount === 0) return null;
  return `${cpu / nodeCount}cpu${ramGb / nodeCount}gb`;
};

const nodesOf = (view: EstateView, seen: SeenResource): readonly SeenResource[] =>
  view.nodes.get(seen.resource.id) ?? [];

/** An item of `/databases` or `/message-brokers`. */
export const clusterItem = (view: EstateView, seen: SeenResource): Json => {
  const nodeCount = nodesOf(view, seen).length;
  return {
    ...familyShared(seen),
    cpu: seen.resource.cpu,
    ram: seen.resource.ramGb,
    nodeCount,
    sizing: sizing(seen, nodeCount),
    topology: seen.resource.topology,
    version: seen.platform.version,
  };
};

/** An item of `/databases/sqlserver`. */
export const sqlServerItem = (view: EstateView, seen: SeenResource): Json => ({
  ...clusterItem(view, seen),
  ...place(seen),
  agOptions: null,
  allowMonitoringDisplay: true,
});

/** An item of `/storage/glusterfs`, whose documented `nodeCount` is text. */
export const glusterItem = (view: EstateView, seen: SeenResource): Json => ({
  ...clusterItem(view, seen),
  nodeCount: String(nodesOf(view, seen).length),
  virtualIp: null,
  url: null,
  allowMonitoringDisplay: true,
});

/** An item of `/compute/containers/kubernetes`: no vCPU of its own, its nodes have them. */
export const kubernetesItem = (view: EstateView, seen: SeenResource): Json => {
  const nodes = nodesOf(view, seen);
  const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort();
  return {
    ...familyShared(seen),
    nodeCount: nodes.length,
    topology: seen.resource.topology,
    version: seen.platform.version,
    versionDetailed: seen.platform.version,
    availableAZs: distinct(nodes.map((node) => node.zone.id)),
    availableDCs: distinct(nodes.map((node) => node.zone.datacenterId)),
    labelAreaList: [seen.zone.areaId],
    labelRegion: seen.zone.regionId,
    ingressProvider: 'NGINX',
    supportsHAMode: true,
    allowMonitoringDisplay: true,
    technicalId: seen.resource.name,
  };
};

/** An item of `/networking/loadbalancers`. */
export const loadBalancerItem = (seen: SeenResource): Json => ({
  ...familyShared(seen),
  loadBalancingMode: 'ROUND_ROBIN',
  members: [],
  urls: [],
  nodeCount: 0,
});

/** An item of `/storage/overdrive` or `/analytics/matomo`. */
export const applianceItem = (seen: SeenResource): Json => ({
  ...familyShared(seen),
  sizing: 'M',
  version: seen.platform.version,
  url: null,
});

/** An item of `/services/{id}/network-clusters`. */
export const networkClusterItem = (seen: SeenResource): Json => ({
  ...familyShared(seen),
  nodeCount: 0,
  version: seen.platform.version,
  allowMonitoringDisplay: true,
});

/** An item of `/services/{id}/hardwares`. */
export const hardwareItem = (seen: SeenResource): Json => {
  const { hardware } = seen.resource;
  return {
    ...familyShared(seen),
    serial: hardware?.serial ?? null,
    model: hardware?.model ?? null,
    endOfCoverDate: milestoneIso(hardware?.endOfCoverOn ?? null),
    rack: hardware?.rack ?? null,
    dc: seen.zone.datacenterId,
    region: seen.zone.regionId,
    location: seen.zone.datacenterId,
    maintenanceType: hardware?.endOfCoverOn === null ? null : 'J+1',
    sticker: hardware?.serial ?? null,
    ip: null,
  };
};

/** An item of `/compute/services`. */
export const serviceItem = (view: EstateView, service: Service): Json => ({
  id: service.id,
  name: service.name,
  key: service.key,
  environment: service.environment,
  status: service.status,
  cloudId: service.cloudId,
  cloud: view.estate.clouds.find((cloud) => cloud.id === service.cloudId)?.name ?? null,
  comment: service.comment,
  relations: null,
  advancedMonitoringAllowed: service.environment === 'PRODUCTION',
  smsSubscribed: false,
});
