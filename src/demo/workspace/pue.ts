import { daysBetween } from '../../domain/civil-date.ts';
import { hash32, hashText } from '../estate/random.ts';

/** A row of pue.csv. */
export type PueRow = readonly [
  datacenter: string,
  period: string,
  pue: string,
  status: string,
  source: string,
];

const SOURCE = 'made up for the demo';

/**
 * Daily PUE of the owned datacenters: January is the colder month, weekends are a little worse (less load under
 * the same fixed losses). Made up, within the 1.16 to 1.46 that Scaleway publishes for its sites.
 */
const OWNED: readonly { readonly id: string; readonly january: number; readonly february: number }[] = [
  { id: 'EB4', january: 1.268, february: 1.297 },
  { id: 'EB5', january: 1.182, february: 1.206 },
];

/** The meter of the cooling plant was out: the month's value has to do, and a control says so. */
const MISSING = 'EB5 2026-02-17';

const dailyRow = (seed: number, id: string, day: string, base: number): PueRow => {
  const weather = (hash32(seed, hashText(`${id} ${day}`)) / 4_294_967_296 - 0.5) * 0.05;
  const isWeekend = [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
  const pue = Math.max(1.16, base + weather + (isWeekend ? 0.008 : 0));
  const isJanuary = day < '2026-02-01';
  return [id, day, pue.toFixed(3), isJanuary ? 'final' : 'interim', SOURCE];
};

/** PUE of the demo's two months: daily where the datacenter is owned, monthly in colocation. */
export const pueRows = (seed: number): PueRow[] => [
  ...OWNED.flatMap(({ id, january, february }) =>
    daysBetween('2026-01-01', '2026-02-28')
      .filter((day) => `${id} ${day}` !== MISSING)
      .map((day) => dailyRow(seed, id, day, day < '2026-02-01' ? january : february)),
  ),
  ['EB5', '2026-02', '1.208', 'interim', SOURCE],
  ['ET1', '2026-01', '1.384', 'final', 'monthly statement of the colocation site, made up for the demo'],
  ['ET1', '2026-02', '1.412', 'interim', 'monthly statement of the colocation site, made up for the demo'],
];
