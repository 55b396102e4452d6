import { APPLICATIONS, type Application } from './applications.ts';
import { createRandom } from './random.ts';
import type { Service } from './types.ts';

/** Short forms of environments in host names. */
export const ENVIRONMENT_CODES: Readonly<Record<string, string>> = {
  PRODUCTION: 'prd',
  QA: 'qua',
  DEV: 'dev',
  TEST: 'tst',
  RECETTE_UAT: 'uat',
};

/** A service and the application whose environment it is. */
export interface PlannedService {
  readonly service: Service;
  readonly application: Application;
  /** Application code, with the copy's number behind it in an enlarged estate. */
  readonly code: string;
}

interface Slot {
  readonly id: number;
  readonly code: string;
  readonly copy: number;
  readonly application: Application;
  readonly environment: string;
}

const slots = (copies: number): Slot[] => {
  const found: Slot[] = [];
  for (let copy = 0; copy < copies; copy++) {
    for (const application of APPLICATIONS) {
      for (const environment of application.environments) {
        const code = copy === 0 ? application.code : `${application.code}${copy + 1}`;
        found.push({ id: 46_011 + found.length * 3, code, copy, application, environment });
      }
    }
  }
  return found;
};

/** Production needs production; the rest needs its own environment's, else QA's. */
const dependenciesOf = (slot: Slot, all: ReadonlyMap<string, Slot>): number[] =>
  slot.application.needs.flatMap((code) => {
    const found =
      all.get(`${slot.copy} ${code} ${slot.environment}`) ??
      (slot.environment === 'PRODUCTION' ? undefined : all.get(`${slot.copy} ${code} QA`));
    return found === undefined ? [] : [found.id];
  });

/**
 * The services: one for each environment of each application.
 * @param copies how many times the catalogue is repeated; 1 makes forty services
 */
export const planServices = (seed: number, copies: number): PlannedService[] => {
  const all = slots(copies);
  const bySlot = new Map(
    all.map((slot) => [`${slot.copy} ${slot.application.code} ${slot.environment}`, slot] as const),
  );
  return all.map((slot) => {
    const random = createRandom(seed, `service ${slot.code} ${slot.environment}`);
    const short = (ENVIRONMENT_CODES[slot.environment] ?? 'oth').toUpperCase();
    const suffix = slot.copy === 0 ? '' : ` ${slot.copy + 1}`;
    return {
      application: slot.application,
      code: slot.code,
      service: {
        id: slot.id,
        name: `${slot.application.name}${suffix} - ${slot.environment}`,
        key: `${slot.code.toUpperCase()}-${short}`,
        environment: slot.environment,
        cloudId: slot.application.cloudId,
        status: slot.environment === 'TEST' && random.chance(0.4) ? 'PREPARATION' : 'ACTIVE',
        comment: random.chance(0.3) ? `Contact : équipe ${slot.code.toUpperCase()}` : null,
        dependencies: dependenciesOf(slot, bySlot),
      },
    };
  });
};
