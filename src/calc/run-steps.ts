import type { Reporter } from '../domain/effects.ts';
import type { Period } from '../domain/period.ts';
import type { Database } from '../store/port.ts';
import { createTable, type QueryFile } from '../store/query-files.ts';

/** Parameters of a calculation, all of them inputs of the run. */
export interface CalculationParameters {
  readonly period: Period;
  /** IANA name; where a datacenter gives none. */
  readonly timezone: string;
  readonly maxGapMinutes: number;
  readonly maxPowerW: number;
  /** Whether embodied emissions of equipment.csv are counted. */
  readonly embodied: 'off' | 'equipment';
  /** Epoch milliseconds: a day that ends after this is not over. */
  readonly now: number;
}

/**
 * Runs the steps of a calculation, each into the table `calc.<relation>` of the database.
 * @param steps from `planSteps`
 * @param parameters bound by name where a step declares them
 */
export const runSteps = async (
  db: Database,
  steps: readonly QueryFile[],
  parameters: CalculationParameters,
  reporter: Reporter,
): Promise<void> => {
  const given = {
    from_day: parameters.period.from,
    to_day: parameters.period.to,
    timezone: parameters.timezone,
    max_gap_minutes: parameters.maxGapMinutes,
    max_power_w: parameters.maxPowerW,
    embodied: parameters.embodied,
    now_us: BigInt(parameters.now) * 1000n,
  };
  for (const [index, step] of steps.entries()) {
    await createTable(db, step, given);
    reporter.detail?.(`queries/${step.file}: ${step.header.grain}`);
    reporter.progress('calculate', index + 1, steps.length);
  }
};
