import type { Config } from '../domain/config.ts';
import type { Clock } from '../domain/effects.ts';
import { ledgerError, missingInputsError, usageError } from '../domain/errors.ts';
import type { ServiceChange } from '../domain/month-changes.ts';
import type { Period } from '../domain/period.ts';
import { openWork } from '../store/duckdb.ts';
import { changesOfMonth } from '../store/footprint-change.ts';
import { openReader, withLedger } from '../store/ledger.ts';
import type { Database } from '../store/port.ts';
import {
  appendPublications,
  closedMonths,
  newestCompleteRun,
  type PublishedMonth,
} from '../store/publication.ts';
import { type EstateChanges, monthChange, type Replacement, yearChange } from './estate-changes.ts';

export interface RestateOptions {
  readonly config: Config;
  /** `YYYY-MM`, or `YYYY` for every closed month of the year. */
  readonly target: string;
  /** The month, or the year, as days. */
  readonly period: Period;
  readonly reason: string;
  readonly author: string;
  /** Say what would change, publish nothing. */
  readonly isDryRun: boolean;
  readonly clock: Clock;
}

/** What one month publishes instead of what it published before. */
export interface MonthRestatement {
  readonly from: PublishedMonth;
  readonly to: PublishedMonth;
  readonly estate: EstateChanges;
  readonly services: readonly ServiceChange[];
}

export interface Restatement {
  readonly isPublished: boolean;
  readonly months: readonly MonthRestatement[];
  /** Closed months of the year that have no newer complete run: they stay as they are. */
  readonly unchanged: readonly string[];
  /** The closed months of the year together: as first published, and with this restatement. */
  readonly year: string;
  readonly yearToDate: EstateChanges;
  readonly threshold: number;
}

/** What each closed month of the target would publish next; months without a newer complete run are left out. */
const planned = async (db: Database, { target, period }: RestateOptions): Promise<Replacement[]> => {
  const closed = await closedMonths(db, period);
  if (closed.length === 0) {
    throw usageError(`${target} is not closed: there is nothing to restate`, {
      hint: 'What is open shows its newest run by itself; `bilan close <month>` freezes it.',
    });
  }
  const steps: Replacement[] = [];
  for (const from of closed) {
    const runId = await newestCompleteRun(db, from.month, from.runId);
    if (runId !== undefined)
      steps.push({ from, to: { month: from.month, version: from.version + 1, runId } });
  }
  if (steps.length === 0) {
    throw missingInputsError(`${target}: there is no complete run that is newer than what is published`, {
      details: closed.map(({ month, version, runId }) => `${month}: version ${version} is ${runId}`),
      hint: `Run \`bilan calculate --month ${closed[0]?.month}\` first.`,
    });
  }
  return steps;
};

const planRestatement = async (db: Database, options: RestateOptions): Promise<Restatement> => {
  const threshold = options.config.calculation.restatement_threshold;
  const steps = await planned(db, options);
  const months: MonthRestatement[] = [];
  for (const { from, to } of steps) {
    const speaker = `version ${from.version}`;
    months.push({
      from,
      to,
      estate: await monthChange(db, { from, to }, threshold),
      services: await changesOfMonth(db, from.month, speaker, to.runId),
    });
  }
  const year = options.period.from.slice(0, 4);
  return {
    isPublished: false,
    months,
    unchanged: (await closedMonths(db, options.period))
      .map(({ month }) => month)
      .filter((month) => !steps.some(({ to }) => to.month === month)),
    year,
    yearToDate: await yearChange(db, year, steps, threshold),
    threshold,
  };
};

/**
 * Publishes the newest complete run of each closed month as its next version, beside the former ones, all in one transaction.
 * @throws exit 2 without reason or author or for what is not closed; exit 5 when there is no newer complete run
 */
export const restate = async (options: RestateOptions): Promise<Restatement> => {
  const { config, reason, author, clock } = options;
  if (reason.trim() === '') throw usageError('A reason is expected: --reason "why the figures changed"');
  if (author.trim() === '') throw usageError('A name is expected: --by NAME, who restates');
  const ledgerOptions = { memoryLimit: config.memory_limit, timezone: config.timezone };
  const reader = await openReader(config.database, ledgerOptions);
  let plan: Restatement;
  try {
    plan = await planRestatement(reader, options);
  } finally {
    await reader.close();
  }
  if (options.isDryRun) return plan;
  const steps = plan.months.map(({ from, to }) => ({ from, to }));
  const work = await openWork(ledgerOptions);
  try {
    await withLedger(
      work,
      config.database,
      'write',
      async () => {
        // The delta was computed while others could write; what it says must still be what is published.
        if (JSON.stringify(await planned(work, options)) !== JSON.stringify(steps)) {
          throw ledgerError(`The ledger ${config.database} changed while ${options.target} was compared`, {
            hint: 'Nothing was published; run it again.',
          });
        }
        await appendPublications(
          work,
          steps.map(({ to }) => ({
            ...to,
            status: 'restated' as const,
            reason: reason.trim(),
            author: author.trim(),
          })),
          clock().getTime(),
        );
      },
      ledgerOptions,
    );
  } finally {
    await work.close();
  }
  return { ...plan, isPublished: true };
};
