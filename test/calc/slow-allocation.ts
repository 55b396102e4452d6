/** The allocation step once more, written from the method alone: one day, one piece of equipment, one resource at a time. */

export type Size = 'vcpu' | 'ram_gb' | 'storage_gb' | 'backup_gb';
const SIZES: readonly Size[] = ['vcpu', 'ram_gb', 'storage_gb', 'backup_gb'];

export interface SlowResource extends Readonly<Record<Size, number | null>> {
  readonly id: number;
  readonly parent: number | null;
  readonly service: number | null;
  readonly type: string | null;
  readonly status: string | null;
  readonly site: string | null;
  readonly zone: string | null;
  /** Epoch milliseconds. */
  readonly createdAt: number | null;
}

export interface SlowSnapshot {
  /** Epoch milliseconds. */
  readonly takenAt: number;
  readonly resources: readonly SlowResource[];
}

export interface SlowRule {
  readonly category: string;
  readonly subcategory: string | null;
  readonly pool: string;
  /** `energy`, `equal`, or weights of sizes. */
  readonly key: 'energy' | 'equal' | Partial<Record<Size, number>>;
  readonly types?: readonly string[];
  readonly without?: readonly string[];
  readonly statuses?: readonly string[];
  readonly from?: string;
  readonly to?: string;
}

export interface SlowPlacement {
  readonly equipment: string;
  readonly resource: number;
  readonly from: string;
  readonly to: string | null;
  readonly weight: number | null;
}

export interface SlowEquipmentDay {
  readonly day: string;
  /** Epoch milliseconds: where the day ends. */
  readonly end: number;
  readonly id: string;
  readonly category: string;
  readonly subcategory: string;
  readonly site: string;
  readonly zone: string | null;
  readonly kwh: number;
}

export interface SlowEstate {
  readonly snapshots: readonly SlowSnapshot[];
  readonly regionOf: Readonly<Record<string, string>>;
  readonly overrides: readonly SlowRule[];
  readonly placements: readonly SlowPlacement[];
  readonly equipmentDays: readonly SlowEquipmentDay[];
}

const DEFAULTS: readonly SlowRule[] = [
  { category: 'compute', subcategory: null, pool: 'datacenter', key: { vcpu: 1 }, statuses: ['ACTIVE'] },
  {
    category: 'compute',
    subcategory: 'power',
    pool: 'datacenter',
    key: { vcpu: 1 },
    types: ['AIX'],
    statuses: ['ACTIVE'],
  },
  { category: 'storage', subcategory: null, pool: 'datacenter', key: { storage_gb: 1 } },
  { category: 'storage', subcategory: 'backup', pool: 'region', key: { backup_gb: 1 } },
  { category: 'storage', subcategory: 'object', pool: 'placement', key: { storage_gb: 1 } },
  { category: 'network', subcategory: null, pool: 'datacenter', key: 'energy' },
];

/** Who can receive on a day that ends at `end`, with what they inherit from the parents above them. */
const receiversOf = ({ snapshots }: SlowEstate, end: number): SlowResource[] => {
  const taken = [...snapshots].sort((a, b) => a.takenAt - b.takenAt);
  const estate = taken.filter(({ takenAt }) => takenAt <= end).at(-1) ?? taken[0];
  const present = (estate?.resources ?? []).filter(({ createdAt }) => createdAt === null || createdAt < end);
  const byId = new Map(present.map((one) => [one.id, one]));
  const parentOf = (one: SlowResource): SlowResource | undefined =>
    one.parent === null || one.parent === one.id ? undefined : byId.get(one.parent);
  const nodesOf = (one: SlowResource): SlowResource[] => present.filter((node) => parentOf(node) === one);
  const isInCircle = (one: SlowResource): boolean => {
    const seen = new Set<SlowResource>();
    for (let at: SlowResource | undefined = one; at !== undefined; at = parentOf(at)) {
      if (seen.has(at)) return true;
      seen.add(at);
    }
    return false;
  };
  const known = (one: SlowResource): SlowResource => {
    const parent = parentOf(one);
    if (parent === undefined) return one;
    const above = known(parent);
    const nodes = nodesOf(parent);
    const sizes = SIZES.map((size) => {
      const inherited =
        nodes.every((node) => node[size] === null) && above[size] !== null
          ? (above[size] ?? 0) / nodes.length
          : null;
      return [size, one[size] ?? inherited] as const;
    });
    return {
      ...one,
      service: one.service ?? above.service,
      type: one.type ?? above.type,
      status: one.status ?? above.status,
      site: one.site ?? above.site,
      zone: one.zone ?? above.zone,
      ...(Object.fromEntries(sizes) as Record<Size, number | null>),
    };
  };
  return present
    .filter((one) => nodesOf(one).length === 0)
    .map((one) => (isInCircle(one) ? one : known(one)));
};

const ruleOf = (
  { overrides }: SlowEstate,
  equipment: SlowEquipmentDay,
): { rule: SlowRule; isDefault: boolean } => {
  const fits = (rule: SlowRule): boolean =>
    rule.category === equipment.category &&
    (rule.subcategory === null || rule.subcategory === equipment.subcategory) &&
    (rule.from === undefined || rule.from <= equipment.day) &&
    (rule.to === undefined || equipment.day <= rule.to);
  const [mine, theirs] = [overrides.filter(fits), DEFAULTS.filter(fits)];
  const specific = (rules: readonly SlowRule[]) => rules.find(({ subcategory }) => subcategory !== null);
  for (const isSpecific of [true, false]) {
    const own = isSpecific ? specific(mine) : mine[0];
    if (own !== undefined) return { rule: own, isDefault: false };
    const documented = isSpecific ? specific(theirs) : theirs[0];
    if (documented !== undefined) return { rule: documented, isDefault: true };
  }
  throw new Error(`no rule for ${equipment.category}`);
};

type Shares = readonly (readonly [SlowResource, number])[];

const normalised = (weights: Shares): Shares => {
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  return total === 0
    ? []
    : weights.filter(([, weight]) => weight > 0).map(([one, weight]) => [one, weight / total]);
};

const byKey = (members: readonly SlowResource[], key: Exclude<SlowRule['key'], 'energy'>): Shares => {
  if (key === 'equal') return normalised(members.map((one) => [one, 1]));
  const total = (size: Size): number => members.reduce((sum, one) => sum + (one[size] ?? 0), 0);
  return normalised(
    members.map((one) => [
      one,
      Object.entries(key).reduce((sum, [name, weight]) => {
        const size = name as Size;
        return total(size) === 0 ? sum : sum + (weight * (one[size] ?? 0)) / total(size);
      }, 0),
    ]),
  );
};

const placedShares = (
  placements: readonly SlowPlacement[],
  receivers: readonly SlowResource[],
  key: SlowRule['key'],
): Shares => {
  const targets = placements.map((placement) => ({
    placement,
    nodes: receivers.filter(({ id, parent }) => id === placement.resource || parent === placement.resource),
  }));
  const all = [...new Set(targets.flatMap(({ nodes }) => nodes))];
  if (placements.every(({ weight }) => weight === null)) {
    if (key === 'energy') throw new Error('network placed without weights is not compared');
    const shares = byKey(all, key);
    return shares.length > 0 ? shares : byKey(all, 'equal');
  }
  return normalised(
    all.map((one) => [
      one,
      targets.reduce(
        (sum, { placement, nodes }) =>
          sum + (nodes.includes(one) ? (placement.weight ?? 0) / nodes.length : 0),
        0,
      ),
    ]),
  );
};

const sharesOf = (
  estate: SlowEstate,
  equipment: SlowEquipmentDay,
  receivers: readonly SlowResource[],
  received: ReadonlyMap<number, number>,
): Shares => {
  const { rule, isDefault } = ruleOf(estate, equipment);
  const { day, site, zone } = equipment;
  const placed = estate.placements.filter(
    (one) => one.equipment === equipment.id && one.from <= day && (one.to === null || day <= one.to),
  );
  if (placed.length > 0) return placedShares(placed, receivers, rule.key);
  if (rule.pool === 'placement') return [];
  const region = estate.regionOf[site] ?? site;
  const isHosting = receivers.some((one) => one.site === site);
  const stands = (one: SlowResource): boolean => {
    if (rule.pool === 'availability_zone' && zone !== null && isHosting) return one.zone === zone;
    if (one.site === null) return false;
    if (rule.pool === 'region' || !isHosting) return (estate.regionOf[one.site] ?? one.site) === region;
    return one.site === site;
  };
  const hasPower = estate.equipmentDays.some(
    (one) =>
      one.day === day && one.site === site && one.category === 'compute' && one.subcategory === 'power',
  );
  const isSpared = isDefault && rule.category === 'compute' && rule.subcategory === null && hasPower;
  const members = receivers.filter(
    (one) =>
      stands(one) &&
      (rule.types === undefined || rule.types.includes(one.type ?? '')) &&
      !(rule.without ?? []).includes(one.type ?? '') &&
      !(isSpared && one.type === 'AIX') &&
      (rule.statuses === undefined || rule.statuses.includes(one.status ?? '')),
  );
  if (rule.key !== 'energy') return byKey(members, rule.key);
  return normalised(members.map((one) => [one, received.get(one.id) ?? 0]));
};

/** kWh by `day|resource|service|datacenter|category`; resource and service empty for what nobody could receive. */
export const slowAllocation = (estate: SlowEstate): Map<string, number> => {
  const result = new Map<string, number>();
  for (const day of new Set(estate.equipmentDays.map((one) => one.day))) {
    const today = estate.equipmentDays.filter((one) => one.day === day);
    const receivers = receiversOf(estate, today[0]?.end ?? 0);
    const received = new Map<number, number>();
    const give = (equipment: SlowEquipmentDay): void => {
      const shares = sharesOf(estate, equipment, receivers, received);
      const add = (resource: SlowResource | undefined, share: number): void => {
        const key = [
          day,
          resource?.id ?? '',
          resource?.service ?? '',
          equipment.site,
          equipment.category,
        ].join('|');
        result.set(key, (result.get(key) ?? 0) + share * equipment.kwh);
        if (resource !== undefined && equipment.category !== 'network')
          received.set(resource.id, (received.get(resource.id) ?? 0) + share * equipment.kwh);
      };
      if (shares.length === 0) add(undefined, 1);
      for (const [resource, share] of shares) add(resource, share);
    };
    for (const isNetwork of [false, true])
      today.filter(({ category }) => (category === 'network') === isNetwork).forEach(give);
  }
  return result;
};
