import { createEquipment } from './equipment.ts';
import { PLATFORMS } from './platforms.ts';
import { POLICIES } from './policies.ts';
import { createRandom } from './random.ts';
import { type Counters, createResources } from './resources.ts';
import { type PlannedService, planServices } from './services.ts';
import { CLOUDS, ZONES } from './topology.ts';
import type { Equipment, Estate, Resource } from './types.ts';

/** The estate that `bilan demo` shows. */
export const DEMO_SEED = 20_260_101;

export interface EstateOptions {
  /** Default: the demo's. */
  readonly seed?: number;
  /** How many times the catalogue of applications is repeated (default 1: forty services). Equipment stays. */
  readonly copies?: number;
}

/** Cover that ended, ends soon and lasts; null where nobody wrote it down. */
const COVERS = ['2025-09-30', '2026-04-30', '2028-12-31', null, '2027-06-30'];

/** Dedicated machines: the first one is a piece of equipment of the datacenter too, under its serial number. */
const createHardware = (
  seed: number,
  counters: Counters,
  plans: readonly PlannedService[],
  equipment: readonly Equipment[],
): Resource[] => {
  const codes = ['tp', 'dwh', 'ged', 'pha', 'outil'];
  const owners = codes.flatMap((code) =>
    plans.filter((plan) => plan.code === code && plan.service.environment === 'PRODUCTION'),
  );
  return owners.map((plan, index) => {
    const random = createRandom(seed, `hardware ${plan.code}`);
    const metered = index === 0 ? equipment.find((piece) => piece.name === 'esx-eb5-09') : undefined;
    counters.id += random.int(1, 3);
    const createdAt = Date.parse('2021-03-01T10:00:00Z') + index * 90 * 86_400_000;
    return {
      id: counters.id,
      internalId: counters.id - 22_000,
      name: `hw${plan.code}prd01`,
      kind: 'hardware',
      platformId: 'hardware',
      serviceId: plan.service.id,
      parentId: null,
      zoneId: plan.application.regionId === 'ET' ? 'ET-A' : 'EB-C',
      cpu: null,
      ramGb: null,
      storageGb: null,
      topology: null,
      createdAt,
      createdBy: 's.moreau',
      goneAt: null,
      statuses: [{ from: createdAt, status: 'ACTIVE' }],
      isMonitored: true,
      isOnCall: true,
      isReplicated: false,
      backup: null,
      patch: null,
      tags: { application: plan.code },
      comment: null,
      hardware: {
        serial: metered?.id ?? `DM${String(random.int(100_000, 999_999))}`,
        model: metered?.model ?? 'HPE ProLiant DL380 Gen10',
        endOfCoverOn: COVERS[index] ?? null,
        rack: `R${random.int(1, 24)}-${random.int(1, 40)}`,
      },
    };
  });
};

/**
 * Makes up an estate: clouds, services, resources with their nodes, equipment.
 * The same options give the same estate to the last character.
 */
export const createEstate = (options: EstateOptions = {}): Estate => {
  const seed = options.seed ?? DEMO_SEED;
  const plans = planServices(seed, options.copies ?? 1);
  const counters: Counters = { id: 500_080_000, names: new Map() };
  const equipment = createEquipment(seed);
  const resources = createResources(seed, counters, plans);
  return {
    seed,
    clouds: CLOUDS,
    zones: ZONES,
    platforms: PLATFORMS,
    policies: POLICIES,
    services: plans.map((plan) => plan.service),
    resources: [...resources, ...createHardware(seed, counters, plans, equipment)],
    equipment,
  };
};
