import { civilDateOf } from '../../domain/civil-date.ts';
import { DEMO_NOW, DEMO_ZONE } from './calendar.ts';
import { declaredPhaseOn } from './platforms.ts';
import { platformOf } from './resources.ts';
import type {
  BackupPolicy,
  Cloud,
  Estate,
  Milestones,
  Platform,
  Resource,
  ResourceStatus,
  Service,
  SupportPhase,
  Zone,
} from './types.ts';

/** A resource as it stands at one instant. */
export interface SeenResource {
  readonly resource: Resource;
  readonly service: Service;
  readonly cloud: Cloud;
  readonly zone: Zone;
  readonly platform: Platform;
  readonly milestones: Milestones;
  readonly phase: SupportPhase | null;
  readonly status: ResourceStatus;
  readonly policy: BackupPolicy | null;
  /** Epoch ms; null when no backup was ever made. */
  readonly lastBackupAt: number | null;
  readonly backupGb: number | null;
}

/** The estate at one instant. */
export interface EstateView {
  /** Epoch ms. */
  readonly at: number;
  readonly estate: Estate;
  readonly resources: readonly SeenResource[];
  readonly byId: ReadonlyMap<number, SeenResource>;
  /** Nodes by their parent's id. */
  readonly nodes: ReadonlyMap<number, readonly SeenResource[]>;
  readonly services: ReadonlyMap<number, Service>;
}

const HOUR = 3_600_000;

/** The milestones of a platform as they were announced at an instant (epoch ms). */
export const milestonesAt = (platform: Platform, at: number): Milestones =>
  platform.before !== undefined && at < platform.before.until ? platform.before : platform;

const lastBackupOf = (resource: Resource, at: number): number | null => {
  const { backup } = resource;
  if (backup === null || !backup.hasRun) return null;
  const until = Math.min(at, backup.lastSuccessBefore ?? at);
  const period = backup.everyHours * HOUR;
  // Backups start in the evening, a few minutes apart from machine to machine.
  const phase = 21 * HOUR + (resource.id % 97) * 120_000;
  const last = Math.floor((until - phase) / period) * period + phase;
  return last < resource.createdAt ? null : last;
};

const backupSizeOf = (resource: Resource, at: number): number | null => {
  const { backup } = resource;
  if (backup === null || backup.sizeGb === null) return null;
  const days = (at - DEMO_NOW) / (24 * HOUR);
  const grown = backup.sizeGb * (1 + (backup.growth * days) / 1000);
  const factor = backup.jump !== undefined && at >= backup.jump.from ? backup.jump.factor : 1;
  return Math.round(Math.max(0, grown) * factor * 10) / 10;
};

const statusAt = (resource: Resource, at: number): ResourceStatus =>
  resource.statuses.findLast((change) => change.from <= at)?.status ?? 'PREPARATION';

const need = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new RangeError(`the estate has no ${what}`);
  return value;
};

const groupNodes = (seen: readonly SeenResource[]): Map<number, SeenResource[]> => {
  const nodes = new Map<number, SeenResource[]>();
  for (const item of seen) {
    const { parentId } = item.resource;
    if (parentId === null) continue;
    const siblings = nodes.get(parentId);
    if (siblings === undefined) nodes.set(parentId, [item]);
    else siblings.push(item);
  }
  return nodes;
};

/**
 * What there is at an instant: resources that exist, with the status, phase, milestones and last backup of then.
 * @param at epoch milliseconds
 */
export const viewEstate = (estate: Estate, at: number): EstateView => {
  const services = new Map(estate.services.map((service) => [service.id, service] as const));
  const clouds = new Map(estate.clouds.map((cloud) => [cloud.id, cloud] as const));
  const zones = new Map(estate.zones.map((zone) => [zone.id, zone] as const));
  const policies = new Map(estate.policies.map((policy) => [policy.policyId, policy] as const));
  const today = civilDateOf(at, DEMO_ZONE);
  const resources = estate.resources
    .filter((resource) => resource.createdAt <= at && (resource.goneAt === null || at < resource.goneAt))
    .map((resource): SeenResource => {
      const service = need(services.get(resource.serviceId), `service ${resource.serviceId}`);
      const platform = platformOf(resource.platformId);
      const milestones = milestonesAt(platform, at);
      return {
        resource,
        service,
        platform,
        milestones,
        cloud: need(clouds.get(service.cloudId), `cloud ${service.cloudId}`),
        zone: need(zones.get(resource.zoneId), `zone ${resource.zoneId}`),
        phase: declaredPhaseOn(milestones, today, platform.declaredPhase),
        status: statusAt(resource, at),
        policy: policies.get(resource.backup?.policyId ?? '') ?? null,
        lastBackupAt: lastBackupOf(resource, at),
        backupGb: backupSizeOf(resource, at),
      };
    });
  return {
    at,
    estate,
    resources,
    byId: new Map(resources.map((seen) => [seen.resource.id, seen] as const)),
    nodes: groupNodes(resources),
    services,
  };
};
