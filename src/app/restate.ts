import type { Config } from '../domain/config.ts';
import { sumDecimals } from '../domain/decimal.ts';
import type { Clock } from '../domain/effects.ts';
import { ledgerError, missingInputsError, usageError } from '../domain/errors.ts';
import {
  BASES,
  type Basis,
  type EstateChange,
  estateChange,
  type ServiceChange,
} from '../domain/month-changes.ts';
import type { Period } from '../domain/period.ts';
import { openWork } from '../store/duckdb.ts';
import { changesOfMonth, estateTotal } from '../store/footprint-change.ts';
import { openReader, withLedger } from '../store/ledger.ts';
import type { Database } from '../store/port.ts';
import {
  appendPublications,
  closedMonths,
  newestCompleteRun,
  type PublishedMonth,
} from '../store/publication.ts';

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

type EstateChanges = Readonly<Record<Basis, EstateChange>>;

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

type Totals = Readonly<Record<Basis, string | null>>;

const compared = (before: Totals, after: Totals, threshold: number): EstateChanges =>
  Object.fromEntries(
    BASES.map((basis) => [basis, estateChange(before[basis], after[basis], threshold)]),
  ) as Record<Basis, EstateChange>;

const sumOf = (totals: readonly Totals[]): Totals =>
  Object.fromEntries(
    BASES.map((basis) => {
      const values = totals.map((total) => total[basis]);
      return [basis, values.includes(null) ? null : sumDecimals(values)];
    }),
  ) as Record<Basis, string | null>;

/** What each closed month of the target would publish next; months without a newer complete run are left out. */
const planned = async (
  db: Database,
  { target, period }: RestateOptions,
): Promise<{ from: PublishedMonth; to: PublishedMonth }[]> => {
  const closed = await closedMonths(db, period);
  if (closed.length === 0) {
    throw usageError(`${target} is not closed: there is nothing to restate`, {
      hint: 'What is open shows its newest run by itself; `bilan close <month>` freezes it.',
    });
  }
  const steps = [];
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

const yearPeriod = (period: Period): Period => ({
  from: `${period.from.slice(0, 4)}-01-01`,
  to: `${period.from.slice(0, 4)}-12-31`,
});

const planRestatement = async (db: Database, options: RestateOptions): Promise<Restatement> => {
  const threshold = options.config.calculation.restatement_threshold;
  const steps = await planned(db, options);
  const months: MonthRestatement[] = [];
  for (const { from, to } of steps) {
    const speaker = `version ${from.version}`;
    const before = await estateTotal(db, from.month, speaker);
    const after = await estateTotal(db, to.month, to.runId);
    months.push({
      from,
      to,
      estate: compared(before, after, threshold),
      services: await changesOfMonth(db, from.month, speaker, to.runId),
    });
  }
  const ofYear = await closedMonths(db, yearPeriod(options.period));
  const first: Totals[] = [];
  const now: Totals[] = [];
  for (const { month, version } of ofYear) {
    const step = steps.find(({ to }) => to.month === month);
    first.push(await estateTotal(db, month, 'version 1'));
    now.push(await estateTotal(db, month, step === undefined ? `version ${version}` : step.to.runId));
  }
  return {
    isPublished: false,
    months,
    unchanged: (await closedMonths(db, options.period))
      .map(({ month }) => month)
      .filter((month) => !steps.some(({ to }) => to.month === month)),
    year: options.period.from.slice(0, 4),
    yearToDate: compared(sumOf(first), sumOf(now), threshold),
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
