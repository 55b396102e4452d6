import { startOfCivilDay } from '../../src/domain/civil-date.ts';
import type { Reference } from './workspace.ts';

/** One datacenter EB4 in France with a daily PUE, two suppliers and one host E1: the worked example of the method. */
export const REFERENCE: Reference = {
  datacenters: [{ datacenter_id: 'EB4', name: 'EB4', country: 'FR', operation: 'owned' }],
  equipment: [{ equipment_id: 'E1', category: 'compute', datacenter_id: 'EB4' }],
  pue: [{ datacenter_id: 'EB4', period: '2026', pue: 1.3 }],
  energy_mix: [
    { datacenter_id: 'EB4', supplier_id: 'A', valid_from: '2007-01-01', share: 0.8 },
    { datacenter_id: 'EB4', supplier_id: 'B', valid_from: '2007-01-01', share: 0.2 },
  ],
  emission_factors: [
    { supplier_id: 'A', year: 2007, scope2_kgco2e_per_kwh: 0.008 },
    { supplier_id: 'B', year: 2007, scope2_kgco2e_per_kwh: 0.01 },
    { supplier_id: 'A', year: 2026, scope2_kgco2e_per_kwh: 0.008 },
    { supplier_id: 'B', year: 2026, scope2_kgco2e_per_kwh: 0.01 },
  ],
  grid_factors: [
    { country: 'FR', year: 2007, scope2_kgco2e_per_kwh: 0.052 },
    { country: 'FR', year: 2026, scope2_kgco2e_per_kwh: 0.052 },
  ],
};

export interface Sample {
  readonly equipment: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly watts: number | string;
  readonly feed?: string;
}

const iso = (at: number): string => new Date(at).toISOString().replace(/\.000Z$/, 'Z');

/** A power file: every instant with its offset. */
export const powerCsv = (samples: readonly Sample[]): string => {
  const hasFeed = samples.some(({ feed }) => feed !== undefined);
  const lines = samples.map(
    ({ equipment, at, watts, feed }) => `${equipment},${iso(at)},${watts}${hasFeed ? `,${feed ?? ''}` : ''}`,
  );
  return `equipment_id,ts,power_w${hasFeed ? ',feed' : ''}\n${lines.join('\n')}\n`;
};

export interface Stretch {
  /** Instant, epoch ms, included. */
  readonly from: number;
  /** Instant, epoch ms, included. */
  readonly to: number;
  readonly stepMinutes?: number;
  readonly watts: number | ((at: number) => number);
  readonly equipment?: string;
  readonly feed?: string;
}

/** Samples at equal steps over a stretch of time, both ends included. */
export const every = ({ from, to, stepMinutes = 1, watts, equipment = 'E1', feed }: Stretch): Sample[] => {
  const samples: Sample[] = [];
  for (let at = from; at <= to; at += stepMinutes * 60_000) {
    const value = typeof watts === 'number' ? watts : watts(at);
    samples.push({ equipment, at, watts: value, ...(feed === undefined ? {} : { feed }) });
  }
  return samples;
};

/** A local day's first instant and that of the next one, epoch ms. */
export const dayBounds = (day: string, timezone: string): { readonly from: number; readonly to: number } => {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  return { from: startOfCivilDay(day, timezone), to: startOfCivilDay(next, timezone) };
};
