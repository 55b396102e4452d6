import type { Config } from '../domain/config.ts';
import type { Reporter } from '../domain/effects.ts';
import { BilanError } from '../domain/errors.ts';
import { BASES } from '../domain/month-changes.ts';
import { monthPeriod, type Period } from '../domain/period.ts';
import { differenceLines } from '../store/closed-inputs.ts';
import { openReader } from '../store/ledger.ts';
import type { PublishedRun } from '../store/publish-run.ts';
import {
  type EstateChanges,
  monthChange,
  type Replacement,
  reachedOn,
  yearChange,
} from './estate-changes.ts';

/** Says which closed months a run covers, that their figures stay, and what the run read differently. */
export const sayWhatIsClosed = ({ closedMonths }: PublishedRun, reporter: Reporter): void => {
  for (const { month, version, runId, differences } of closedMonths) {
    reporter.notice(
      [
        `${month} is closed: version ${version}, ${runId}. Its published figures did not change`,
        ...(differences.length === 0
          ? ['  this run read the same inputs']
          : differences.flatMap(differenceLines).map((line) => `  ${line}`)),
      ].join('\n'),
    );
  }
};

const changeText = (changes: EstateChanges): string =>
  BASES.map((basis) => {
    const { before, after, share } = changes[basis];
    if (before === null || after === null) return `unknown on the ${basis} basis`;
    const sign = share !== null && share > 0 ? '+' : '';
    return `${share === null ? 'from 0' : `${sign}${(100 * share).toFixed(2)} %`} on the ${basis} basis`;
  }).join(', ');

/**
 * Says how far the totals of closed months would move if the run were published, and whether `restatement_threshold` calls for
 * that (GHG Protocol Corporate Standard, chapter 5): for each month, and for its year against what was first published.
 */
export const sayWhetherToRestate = async (
  run: PublishedRun,
  period: Period,
  config: Config,
  reporter: Reporter,
): Promise<void> => {
  const replacements = run.closedMonths.flatMap(({ month, version, runId, differences }): Replacement[] => {
    const { from, to } = monthPeriod(month);
    // The same inputs give the same figures.
    if (differences.length === 0 || run.status !== 'complete' || period.from > from || period.to < to)
      return [];
    return [{ from: { month, version, runId }, to: { month, version: version + 1, runId: run.runId } }];
  });
  if (replacements.length === 0) return;
  const threshold = config.calculation.restatement_threshold;
  const limit = `the restatement threshold of ${Number((100 * threshold).toFixed(4))} %`;
  const say = (subject: string, changes: EstateChanges, target: string): void => {
    const bases = reachedOn(changes);
    const verdict =
      bases.length === 0
        ? `below ${limit}`
        : `${limit} is reached on the ${bases.join(' and ')} basis, \`bilan restate ${target}\` is called for`;
    reporter.notice(`${subject}: ${changeText(changes)}; ${verdict}`);
  };
  // The run is kept and published already: a ledger that another took meanwhile is no failure of it.
  const db = await openReader(config.database, {
    memoryLimit: config.memory_limit,
    timezone: config.timezone,
  }).catch((error: unknown) => {
    if (!(error instanceof BilanError) || error.exitCode !== 6) throw error;
    const targets = replacements.map(({ from }) => `\`bilan restate ${from.month} --dry-run\``).join(', ');
    reporter.notice(`${error.message}: ${targets} says how far the closed months would move`);
    return undefined;
  });
  if (db === undefined) return;
  try {
    for (const replacement of replacements) {
      const { month } = replacement.from;
      say(`${month} with this run`, await monthChange(db, replacement, threshold), month);
    }
    for (const year of new Set(replacements.map(({ from }) => from.month.slice(0, 4)))) {
      const changes = await yearChange(db, year, replacements, threshold);
      say(`${year}, its closed months as first published and with this run`, changes, year);
    }
  } finally {
    await db.close();
  }
};
