import type { Component } from './applications.ts';
import { PLATFORMS } from './platforms.ts';
import { protect } from './protection.ts';
import { createRandom, type Random } from './random.ts';
import { ENVIRONMENT_CODES, type PlannedService } from './services.ts';
import { ZONES } from './topology.ts';
import type { Platform, Resource, ResourceKind, Zone } from './types.ts';

const DAY = 86_400_000;
const WINDOW_FROM = Date.parse('2026-01-05T08:00:00Z');
const OLDEST = Date.parse('2016-02-01T08:00:00Z');
const NEWEST = Date.parse('2025-11-28T17:00:00Z');

const platformById = new Map(PLATFORMS.map((platform) => [platform.id, platform] as const));

/** A platform of the demo. Throws a RangeError for an id that the table does not have. */
export const platformOf = (id: string): Platform => {
  const platform = platformById.get(id);
  if (platform === undefined) throw new RangeError(`unknown platform ${id}`);
  return platform;
};

const CREATORS = ['a.leroy', 'c.marchand', 'l.fabre', 'n.benali', 's.moreau', 'api-terraform'];

const TOPOLOGIES: Readonly<Record<string, readonly [cluster: string, single: string]>> = {
  POSTGRESQL: ['HA', 'Standalone'],
  MARIADB: ['Galera', 'Standalone'],
  REDIS: ['Sentinel', 'Standalone'],
  SQLSERVER: ['AlwaysOn', 'Standalone'],
  KUBERNETES: ['HA', 'Standard'],
};

/** Numbers that run over the whole estate. */
export interface Counters {
  id: number;
  readonly names: Map<string, number>;
}

const nextNumber = (counters: Counters, key: string): number => {
  const number = (counters.names.get(key) ?? 0) + 1;
  counters.names.set(key, number);
  return number;
};

const pickPlatform = (random: Random, component: Component): Platform => {
  // Two in five run the usual version, the rest what they were born with.
  const first = component.platforms[0] ?? '';
  return platformOf(random.chance(0.4) ? first : random.pick(component.platforms));
};

/** The newest version of a family that had been out for two months. */
const currentOf = (family: string, at: number): Platform => {
  const versions = PLATFORMS.filter((platform) => platform.family === family);
  const released = versions.filter(
    (platform) => platform.releasedOn !== null && Date.parse(platform.releasedOn) + 60 * DAY <= at,
  );
  const found = released.at(-1) ?? versions[0];
  if (found === undefined) throw new RangeError(`unknown family ${family}`);
  return found;
};

const creationOf = (random: Random, platform: Platform): number => {
  const released = platform.releasedOn === null ? OLDEST : Date.parse(platform.releasedOn) + 60 * DAY;
  const from = Math.max(released, OLDEST);
  const sold = platform.endOfSalesOn === null ? NEWEST : Date.parse(platform.endOfSalesOn) + 120 * DAY;
  const to = Math.max(Math.min(sold, NEWEST), from + 30 * DAY);
  const day = Math.floor((from + random.next() * (to - from)) / DAY) * DAY;
  return day + random.int(7 * 3600, 17 * 3600) * 1000;
};

/** When a resource came, went, started and stopped. */
type Life = Pick<Resource, 'createdAt' | 'goneAt' | 'statuses'>;

const lifeOf = (random: Random, createdAt: number, isProduction: boolean, canChange: boolean): Life => {
  const running: Life = { createdAt, goneAt: null, statuses: [{ from: createdAt, status: 'ACTIVE' }] };
  const fate = random.next();
  if (!canChange) return running;
  const moment = WINDOW_FROM + random.int(0, 50) * DAY + random.int(0, 9 * 3600) * 1000;
  if (fate < 0.022) {
    return {
      createdAt: moment,
      goneAt: null,
      statuses: [
        { from: moment, status: 'PREPARATION' },
        { from: moment + 2 * DAY, status: 'ACTIVE' },
      ],
    };
  }
  if (fate < 0.037) return { ...running, goneAt: moment };
  if (fate < 0.049)
    return { ...running, statuses: [...running.statuses, { from: moment, status: 'INACTIVE' }] };
  if (fate < 0.058) return { ...running, statuses: [{ from: createdAt, status: 'PREPARATION' }] };
  if (fate < (isProduction ? 0.075 : 0.14)) {
    const stopped = Math.max(createdAt + 30 * DAY, Date.parse('2025-03-03T18:00:00Z'));
    return { ...running, statuses: [...running.statuses, { from: stopped, status: 'INACTIVE' }] };
  }
  return running;
};

const zonesFor = (plan: PlannedService): readonly Zone[] => {
  const area = `${plan.application.regionId}${plan.application.isHealthData ? '-HDS' : ''}`;
  return ZONES.filter((zone) => zone.areaId === area);
};

interface Draft {
  readonly plan: PlannedService;
  readonly component: Component;
  readonly kind: ResourceKind;
  readonly platform: Platform;
  readonly name: string;
  readonly parentId: number | null;
  readonly zone: Zone | undefined;
  readonly position: number;
  readonly life: Life;
  readonly size: Pick<Resource, 'cpu' | 'ramGb' | 'storageGb'>;
  readonly topology: string | null;
}

const finish = (seed: number, counters: Counters, draft: Draft): Resource => {
  const random = createRandom(seed, `resource ${draft.name}`);
  const { service, code } = draft.plan;
  counters.id += random.int(1, 3);
  const protection = protect(random, {
    kind: draft.kind,
    platform: draft.platform,
    isProduction: service.environment === 'PRODUCTION',
    isNode: draft.parentId !== null,
    storageGb: draft.size.storageGb ?? 20,
    position: draft.position,
  });
  const owner = random.chance(0.35) ? { owner: `equipe-${code}` } : {};
  const tier = random.chance(0.15) ? { criticite: random.pick(['haute', 'normale']) } : {};
  return {
    id: counters.id,
    internalId: counters.id - 22_000,
    name: draft.name,
    kind: draft.kind,
    platformId: draft.platform.id,
    serviceId: service.id,
    parentId: draft.parentId,
    zoneId: draft.zone?.id ?? 'EB-A',
    ...draft.size,
    topology: draft.topology,
    ...draft.life,
    createdBy: random.pick(CREATORS),
    ...protection,
    tags: { application: code, ...owner, ...tier },
    comment: random.chance(0.05) ? 'À décommissionner avec la version précédente' : null,
    hardware: null,
  };
};

const sizeOf = (component: Component, isProduction: boolean, random: Random): Draft['size'] => {
  if (component.cpu === 0) return { cpu: null, ramGb: null, storageGb: null };
  const cpu = Math.max(1, isProduction ? component.cpu * random.pick([1, 1, 1, 2]) : component.cpu / 2);
  const storage = component.storageGb * (isProduction ? random.pick([1, 1, 1.5, 2]) : 0.4);
  return { cpu, ramGb: cpu * component.ramPerCpu, storageGb: Math.round(storage / 10) * 10 };
};

const times = (value: number | null, count: number): number | null => (value === null ? null : value * count);

/** One component's machines, or one cluster with its nodes. */
const expand = (seed: number, counters: Counters, plan: PlannedService, component: Component): Resource[] => {
  const isProduction = plan.service.environment === 'PRODUCTION';
  const short = ENVIRONMENT_CODES[plan.service.environment] ?? 'oth';
  const nodeCount = component.nodes?.[isProduction ? 0 : 1] ?? 0;
  const key = nodeCount > 0 ? `${component.role}${short}` : `${plan.code}${short}${component.role}`;
  const name = `${key}${String(nextNumber(counters, key)).padStart(nodeCount > 0 ? 3 : 2, '0')}`;
  const random = createRandom(seed, `plan ${name}`);
  const platform = pickPlatform(random, component);
  const zones = zonesFor(plan);
  const size = sizeOf(component, isProduction, random);
  const isPlain = component.kind === 'instance' || component.kind === 'application-server';
  const life = lifeOf(random, creationOf(random, platform), isProduction, isPlain);
  const topologies = TOPOLOGIES[platform.type] ?? ['Cluster', 'Standalone'];
  const top = finish(seed, counters, {
    plan,
    component,
    kind: component.kind,
    platform,
    name,
    parentId: null,
    zone: random.pick(zones),
    position: 0,
    life,
    size:
      nodeCount === 0
        ? size
        : {
            cpu: times(size.cpu, nodeCount),
            ramGb: times(size.ramGb, nodeCount),
            storageGb: times(size.storageGb, nodeCount),
          },
    topology: nodeCount === 0 ? null : topologies[nodeCount > 1 ? 0 : 1],
  });
  const first = random.int(0, zones.length - 1);
  const isInOnePlace = random.chance(0.1);
  const system = currentOf(component.nodeFamily ?? 'DEBIAN', life.createdAt);
  const nodes = Array.from({ length: nodeCount }, (_, position) =>
    finish(seed, counters, {
      plan,
      component,
      kind: 'instance',
      platform: system,
      name: `${name}n${position + 1}`,
      parentId: top.id,
      zone: isInOnePlace ? zones[first] : zones[(first + position) % zones.length],
      position,
      life: {
        createdAt: life.createdAt + (position + 1) * 420_000,
        goneAt: null,
        statuses: [{ from: life.createdAt + (position + 1) * 420_000, status: 'ACTIVE' }],
      },
      size,
      topology: null,
    }),
  );
  return [top, ...nodes];
};

/** Everything that the services are made of, by id. */
export const createResources = (
  seed: number,
  counters: Counters,
  plans: readonly PlannedService[],
): Resource[] =>
  plans.flatMap((plan) =>
    plan.application.components.flatMap((component) => {
      const count = component.count[plan.service.environment === 'PRODUCTION' ? 0 : 1];
      return Array.from({ length: count }, () => expand(seed, counters, plan, component)).flat();
    }),
  );
