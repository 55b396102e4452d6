import { reachedOn } from '../../app/estate-changes.ts';
import { type MonthRestatement, type Restatement, restate } from '../../app/restate.ts';
import { roundDecimal, sumDecimals } from '../../domain/decimal.ts';
import { usageError } from '../../domain/errors.ts';
import {
  BASES,
  type Basis,
  CAUSES,
  type EstateChange,
  type FootprintChange,
} from '../../domain/month-changes.ts';
import { monthPeriod, type Period } from '../../domain/period.ts';
import type { CommandContext } from '../context.ts';
import { formatTable } from '../output/table.ts';

const targetPeriod = (target: string): Period => {
  if (/^\d{4}$/.test(target)) return { from: `${target}-01-01`, to: `${target}-12-31` };
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(target))
    throw usageError(`${target}: expected a month as YYYY-MM or a year as YYYY, e.g. 2026-03`);
  return monthPeriod(target);
};

const amount = (value: string | null): string => (value === null ? 'unknown' : roundDecimal(value, 3));

const signed = (value: string | null): string => {
  const shown = amount(value);
  return value === null || shown.startsWith('-') || /^0\.0*$/.test(shown) ? shown : `+${shown}`;
};

const percent = (share: number | null): string =>
  share === null ? '' : ` (${share > 0 ? '+' : ''}${(100 * share).toFixed(2)} %)`;

const estateLine = (label: string, change: EstateChange): string =>
  `  ${label.padEnd(16)}${amount(change.before)} -> ${amount(change.after)} kgCO2e${percent(change.share)}`;

/** A sum where every part is known. */
const sumKnown = (parts: readonly (string | null)[]): string | null =>
  parts.includes(null) ? null : sumDecimals(parts);

const totalOf = (changes: readonly FootprintChange[]): FootprintChange => {
  const sumOf = (part: (change: FootprintChange) => string | null) => sumKnown(changes.map(part));
  return {
    before: sumOf(({ before }) => before),
    after: sumOf(({ after }) => after),
    change: sumOf(({ change }) => change),
    causes: Object.fromEntries(
      CAUSES.map((cause) => [cause, sumOf(({ causes }) => causes[cause])]),
    ) as FootprintChange['causes'],
  };
};

const isUnchanged = ({ change, causes }: FootprintChange): boolean =>
  [change, ...Object.values(causes)].every((value) => value !== null && Number(value) === 0);

const serviceTable = (month: MonthRestatement, basis: Basis): string => {
  const header = ['service', 'before', 'after', 'change', ...CAUSES.map((cause) => cause.replace('_', '/'))];
  const cellsOf = (name: string, { before, after, change, causes }: FootprintChange): string[] => [
    name,
    amount(before),
    amount(after),
    signed(change),
    ...CAUSES.map((cause) => signed(causes[cause])),
  ];
  const sizeOf = ({ change }: FootprintChange): number =>
    Math.abs(Number(change ?? Number.POSITIVE_INFINITY));
  const changed = month.services
    .filter(({ bases }) => !isUnchanged(bases[basis]))
    .sort((a, b) => Math.sign(sizeOf(b.bases[basis]) - sizeOf(a.bases[basis])) || 0);
  const rows = changed.map(({ bases, service_id: id, service_name: name }) =>
    cellsOf(name ?? id ?? 'unallocated or without a service', bases[basis]),
  );
  const unchanged = month.services.filter(({ bases }) => isUnchanged(bases[basis]));
  const table = formatTable(
    header,
    [
      ...rows,
      ...(unchanged.length === 0
        ? []
        : [
            cellsOf(
              `${unchanged.length} without a change`,
              totalOf(unchanged.map(({ bases }) => bases[basis])),
            ),
          ]),
      cellsOf('all', totalOf(month.services.map(({ bases }) => bases[basis]))),
    ],
    header.map((_, i) => i > 0),
  );
  return `  kgCO2e, ${basis} basis, by cause\n${table.replace(/^/gm, '  ').trimEnd()}\n`;
};

const verdict = (
  subject: string,
  changes: Readonly<Record<Basis, EstateChange>>,
  threshold: number,
): string => {
  const reached = reachedOn(changes);
  const limit = `${Number((100 * threshold).toFixed(4))} %`;
  return reached.length === 0
    ? `  ${subject}: below the restatement threshold of ${limit} on both bases`
    : `  ${subject}: the change reaches the restatement threshold of ${limit} on the ${reached.join(' and ')} basis: it calls for a restatement`;
};

const monthText = (month: MonthRestatement, result: Restatement): string =>
  [
    `${month.to.month}: version ${month.to.version}, ${month.to.runId} ${result.isPublished ? 'replaces' : 'would replace'} version ${month.from.version}, ${month.from.runId}`,
    estateLine('market basis', month.estate.market),
    estateLine('location basis', month.estate.location),
    verdict('the month', month.estate, result.threshold),
    ...BASES.map((basis) => serviceTable(month, basis)),
  ].join('\n');

const shown = (result: Restatement): string =>
  [
    ...result.months.map((month) => monthText(month, result)),
    `${result.year}, its closed months as first published and ${result.isPublished ? 'now' : 'as they would be'}`,
    estateLine('market basis', result.yearToDate.market),
    estateLine('location basis', result.yearToDate.location),
    verdict('the year', result.yearToDate, result.threshold),
    result.isPublished ? '' : 'Nothing was published (--dry-run).\n',
  ].join('\n');

/** Amounts are exact text inside and numbers with all their digits outside. */
const AMOUNT = new RegExp(`"(before|after|change|${CAUSES.join('|')})": "(-?[\\d.]+)"`, 'g');

const changeJson = (change: EstateChange) => ({
  before: change.before,
  after: change.after,
  share: change.share,
  is_significant: change.isSignificant,
});

const json = (result: Restatement): string => {
  const estates = (changes: Readonly<Record<Basis, EstateChange>>) =>
    Object.fromEntries(BASES.map((basis) => [basis, changeJson(changes[basis])]));
  const document = {
    is_published: result.isPublished,
    restatement_threshold: result.threshold,
    months: result.months.map((month) => ({
      month: month.to.month,
      version: month.to.version,
      run_id: month.to.runId,
      former_version: month.from.version,
      former_run_id: month.from.runId,
      estate: estates(month.estate),
      all: Object.fromEntries(
        BASES.map((basis) => [basis, totalOf(month.services.map(({ bases }) => bases[basis]))]),
      ),
      services: month.services.map(({ service_id, service_name, bases }) => ({
        service_id: service_id === null ? null : Number(service_id),
        service_name,
        ...bases,
      })),
    })),
    unchanged_months: result.unchanged,
    year: { year: Number(result.year), estate: estates(result.yearToDate) },
  };
  return JSON.stringify(document, null, 2).replace(AMOUNT, '"$1": $2');
};

/** `bilan restate`: publishes new versions of closed months beside the former ones, with cause and delta. */
export const restateCommand = async (
  context: CommandContext,
  args: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<void> => {
  const [target = ''] = args;
  const period = targetPeriod(target);
  const given = (name: string): string => (typeof options[name] === 'string' ? String(options[name]) : '');
  const { config } = await context.load([]);
  const result = await restate({
    config,
    target,
    period,
    reason: given('reason'),
    author: given('by'),
    isDryRun: options.dryRun === true,
    clock: context.io.clock,
  });
  for (const month of result.unchanged)
    context.reporter.notice(`${month} has no newer complete run and stays as it is`);
  context.write(context.options.json === true ? `${json(result)}\n` : shown(result));
};
