import { createRandom } from './random.ts';
import { ZONES } from './topology.ts';
import type { Equipment, EquipmentCategory, LoadShape } from './types.ts';

/**
 * A model and what it draws. Rated power is that of one power supply; idle and busy watts are made up.
 * Embodied carbon of servers: manufacturers' figures without the use phase, collected by Boavizta (ODbL);
 * of the rest: made up for the demo.
 */
interface Model {
  readonly model: string;
  readonly maker: 'dell' | 'hpe' | 'ibm' | 'cisco' | 'other';
  readonly ratedW: number;
  readonly idleW: number;
  readonly busyW: number;
  readonly embodied: number;
}

// biome-ignore format: one model a line
const MODELS = {
  r740: { model: 'Dell PowerEdge R740', maker: 'dell', ratedW: 1100, idleW: 205, busyW: 430, embodied: 1356 },
  r640: { model: 'Dell PowerEdge R640', maker: 'dell', ratedW: 750, idleW: 172, busyW: 365, embodied: 1314 },
  r7425: { model: 'Dell PowerEdge R7425', maker: 'dell', ratedW: 1100, idleW: 248, busyW: 525, embodied: 1346 },
  r840: { model: 'Dell PowerEdge R840', maker: 'dell', ratedW: 1600, idleW: 372, busyW: 790, embodied: 1576 },
  dl385: { model: 'HPE ProLiant DL385 Gen10', maker: 'hpe', ratedW: 800, idleW: 196, busyW: 452, embodied: 740 },
  s1022: { model: 'IBM Power S1022', maker: 'ibm', ratedW: 2000, idleW: 610, busyW: 1180, embodied: 2400 },
  san: { model: 'All-flash array', maker: 'other', ratedW: 1400, idleW: 820, busyW: 1110, embodied: 3200 },
  object: { model: 'Object storage node', maker: 'other', ratedW: 900, idleW: 410, busyW: 560, embodied: 2100 },
  backup: { model: 'Backup appliance', maker: 'other', ratedW: 1100, idleW: 470, busyW: 930, embodied: 1900 },
  switch: { model: 'Nexus 93180YC-FX', maker: 'cisco', ratedW: 500, idleW: 226, busyW: 268, embodied: 180 },
  firewall: { model: 'Firewall appliance', maker: 'other', ratedW: 450, idleW: 182, busyW: 240, embodied: 220 },
  adc: { model: 'Load balancer appliance', maker: 'other', ratedW: 550, idleW: 238, busyW: 305, embodied: 260 },
} as const satisfies Readonly<Record<string, Model>>;

type ModelKey = keyof typeof MODELS;

interface Row {
  readonly prefix: string;
  readonly category: EquipmentCategory;
  readonly subcategory: string;
  readonly shape: LoadShape;
  readonly hasTwoFeeds: boolean;
  /** Models by datacenter. */
  readonly at: Readonly<Record<'EB4' | 'EB5' | 'ET1', readonly ModelKey[]>>;
}

const repeat = (key: ModelKey, count: number): ModelKey[] => Array.from({ length: count }, () => key);

// biome-ignore format: one row a line
const ROWS: readonly Row[] = [
  { prefix: 'esx', category: 'compute', subcategory: 'x86', shape: 'office', hasTwoFeeds: false, at: { EB4: [...repeat('r740', 6), ...repeat('r7425', 6), ...repeat('r840', 2)], EB5: [...repeat('r640', 5), ...repeat('dl385', 4)], ET1: [...repeat('r640', 4), ...repeat('r740', 3)] } },
  { prefix: 'pwr', category: 'compute', subcategory: 'power', shape: 'batch', hasTwoFeeds: true, at: { EB4: repeat('s1022', 2), EB5: repeat('s1022', 1), ET1: [] } },
  { prefix: 'san', category: 'storage', subcategory: 'san', shape: 'steady', hasTwoFeeds: true, at: { EB4: repeat('san', 2), EB5: repeat('san', 2), ET1: repeat('san', 2) } },
  { prefix: 'obj', category: 'storage', subcategory: 'object', shape: 'steady', hasTwoFeeds: false, at: { EB4: ['object'], EB5: ['object'], ET1: ['object'] } },
  { prefix: 'bck', category: 'storage', subcategory: 'backup', shape: 'night', hasTwoFeeds: false, at: { EB4: ['backup'], EB5: ['backup'], ET1: ['backup'] } },
  { prefix: 'swi', category: 'network', subcategory: 'switch', shape: 'steady', hasTwoFeeds: false, at: { EB4: repeat('switch', 4), EB5: repeat('switch', 3), ET1: repeat('switch', 2) } },
  { prefix: 'fw', category: 'network', subcategory: 'firewall', shape: 'office', hasTwoFeeds: false, at: { EB4: ['firewall'], EB5: ['firewall'], ET1: ['firewall'] } },
  { prefix: 'adc', category: 'network', subcategory: 'load_balancer', shape: 'office', hasTwoFeeds: false, at: { EB4: ['adc'], EB5: ['adc'], ET1: ['adc'] } },
];

const LETTERS = '0123456789BCDFGHJKLMNPQRSTVWXYZ';

const serialOf = (seed: number, name: string, maker: Model['maker']): string => {
  const random = createRandom(seed, `serial ${name}`);
  const signs = (count: number): string =>
    Array.from({ length: count }, () => random.pick([...LETTERS])).join('');
  const forms = { dell: () => signs(7), hpe: () => `CZ3${signs(7)}`, ibm: () => `78${signs(5)}` };
  if (maker === 'cisco') return `FDO2${signs(7)}`;
  return maker === 'other' ? `SN${signs(9)}` : forms[maker]();
};

/** The machine that enters service inside the two months. */
export const NEWCOMER = { name: 'esx-et1-07', inServiceOn: '2026-01-19' } as const;
/** The machine that is retired inside them. */
export const RETIRED = { name: 'esx-eb4-03', retiredOn: '2026-02-13' } as const;
/** What the meter sees although no inventory lists it. */
export const STRAY = 'swi-eb5-99';

const commissionedOn = (seed: number, name: string): string => {
  const random = createRandom(seed, `commissioned ${name}`);
  const month = String(random.int(1, 12)).padStart(2, '0');
  return `${random.int(2020, 2024)}-${month}-${String(random.int(1, 28)).padStart(2, '0')}`;
};

const build = (seed: number, row: Row, datacenterId: string, number: number, key: ModelKey): Equipment => {
  const name = `${row.prefix}-${datacenterId.toLowerCase()}-${String(number).padStart(2, '0')}`;
  const model: Model = MODELS[key];
  const random = createRandom(seed, `equipment ${name}`);
  const zones = ZONES.filter((zone) => zone.datacenterId === datacenterId);
  const spread = 0.94 + random.next() * 0.12;
  return {
    id: serialOf(seed, name, model.maker),
    name,
    model: model.model,
    category: row.category,
    subcategory: row.subcategory,
    datacenterId,
    zoneId: random.pick(zones).id,
    inServiceOn: name === NEWCOMER.name ? NEWCOMER.inServiceOn : commissionedOn(seed, name),
    retiredOn: name === RETIRED.name ? RETIRED.retiredOn : null,
    ratedW: model.ratedW,
    idleW: Math.round(model.idleW * spread),
    busyW: Math.round(model.busyW * spread),
    embodiedKgco2e: model.embodied,
    lifetimeYears: row.category === 'compute' ? 5 : 7,
    feeds: row.hasTwoFeeds ? ['A', 'B'] : [''],
    shape: row.shape,
    offsetS: random.chance(0.3) ? random.int(1, 20) : 0,
    isInventoried: name !== STRAY,
  };
};

/** Sixty pieces of inventoried equipment in three datacenters, and one that the meter sees only. */
export const createEquipment = (seed: number): Equipment[] => {
  const found = ROWS.flatMap((row) =>
    Object.entries(row.at).flatMap(([datacenterId, keys]) =>
      keys.map((key, index) => build(seed, row, datacenterId, index + 1, key)),
    ),
  );
  const switches = ROWS.find((row) => row.prefix === 'swi');
  return switches === undefined ? found : [...found, build(seed, switches, 'EB5', 99, 'switch')];
};
