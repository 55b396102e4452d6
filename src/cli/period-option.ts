import { usageError } from '../domain/errors.ts';
import { dayPeriod, monthPeriod, type Period } from '../domain/period.ts';

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/**
 * The period that `--month` or `--from` and `--to` name.
 * @returns undefined when none of them is given
 * @throws exit 2 for a mixture, half a span, or what is no date
 */
export const periodOption = (options: Readonly<Record<string, unknown>>): Period | undefined => {
  const [month, from, to] = [text(options.month), text(options.from), text(options.to)];
  if (month !== undefined) {
    if (from !== undefined || to !== undefined)
      throw usageError('Give either --month or --from and --to, not both');
    return monthPeriod(month);
  }
  if (from === undefined && to === undefined) return undefined;
  if (from === undefined || to === undefined) throw usageError('--from and --to go together');
  return dayPeriod(from, to);
};
