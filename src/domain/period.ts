import { addDays, type CivilDate, isCivilDate } from './civil-date.ts';
import { usageError } from './errors.ts';

/** A span of civil days, both included. */
export interface Period {
  readonly from: CivilDate;
  readonly to: CivilDate;
}

/** `YYYY-MM` → its first to its last day. Throws a usage error for anything else. */
export const monthPeriod = (month: string): Period => {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month);
  if (!match) throw usageError(`--month ${month}: expected a month as YYYY-MM, e.g. 2026-03`);
  const from = `${month}-01`;
  const year = Number(match[1]);
  const number = Number(match[2]);
  const next =
    number === 12
      ? `${String(year + 1).padStart(4, '0')}-01-01`
      : `${match[1]}-${String(number + 1).padStart(2, '0')}-01`;
  return { from, to: addDays(next, -1) };
};

/** `--from` and `--to` → a period. Throws a usage error for a date that does not exist or an inverted span. */
export const dayPeriod = (from: string, to: string): Period => {
  for (const [flag, day] of [
    ['--from', from],
    ['--to', to],
  ] as const) {
    if (!isCivilDate(day)) throw usageError(`${flag} ${day}: expected a date as YYYY-MM-DD, e.g. 2026-03-01`);
  }
  if (from > to) throw usageError(`--from ${from} is after --to ${to}`);
  return { from, to };
};
