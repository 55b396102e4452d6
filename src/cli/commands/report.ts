import { relative, resolve } from 'node:path';
import { produceReports } from '../../app/report.ts';
import { isCivilDate } from '../../domain/civil-date.ts';
import { usageError } from '../../domain/errors.ts';
import { monthPeriod, type Period } from '../../domain/period.ts';
import type { CommandContext } from '../context.ts';

const DEFAULT_FOLDER = 'reports-out';

const listOf = (value: unknown, fallback: readonly string[]): string[] => {
  if (typeof value !== 'string') return [...fallback];
  return [
    ...new Set(
      value
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    ),
  ];
};

const reportPeriod = (options: Readonly<Record<string, unknown>>): Period => {
  const given = ['month', 'year', 'asOf'].filter((name) => typeof options[name] === 'string');
  if (given.length !== 1) throw usageError('Give one of --month YYYY-MM, --year YYYY or --as-of YYYY-MM-DD');
  const value = String(options[given[0] ?? '']);
  if (given[0] === 'month') return monthPeriod(value);
  if (given[0] === 'year') {
    if (!/^\d{4}$/.test(value)) throw usageError(`--year ${value}: expected a year as YYYY, e.g. 2026`);
    return { from: `${value}-01-01`, to: `${value}-12-31` };
  }
  if (!isCivilDate(value))
    throw usageError(`--as-of ${value}: expected a date as YYYY-MM-DD, e.g. 2026-03-01`);
  return { from: value, to: value };
};

const knownOn = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return undefined;
  if (isCivilDate(value)) return value;
  throw usageError(`--as-known-on ${value}: expected a date as YYYY-MM-DD, e.g. 2026-05-02`);
};

/** `bilan report`: writes reports of a period, and their paths on stdout. */
export const reportCommand = async (
  context: CommandContext,
  names: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<void> => {
  const period = reportPeriod(options);
  const { config } = await context.load([]);
  const outFolder = resolve(context.io.cwd, typeof options.out === 'string' ? options.out : DEFAULT_FOLDER);
  const files = await produceReports({
    config,
    names,
    languages: listOf(options.lang, [config.language]),
    formats: listOf(options.format, ['xlsx', 'pdf']),
    period,
    knownOn: knownOn(options.asKnownOn),
    outFolder,
    reporter: context.reporter,
  });
  if (context.options.json === true) {
    context.write(`${JSON.stringify({ from_day: period.from, to_day: period.to, files }, null, 2)}\n`);
    return;
  }
  for (const file of files) context.write(`${relative(context.io.cwd, file.path)}\n`);
};
