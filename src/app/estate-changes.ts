import { sumDecimals } from '../domain/decimal.ts';
import { BASES, type Basis, type EstateChange, estateChange } from '../domain/month-changes.ts';
import type { Period } from '../domain/period.ts';
import { estateTotal } from '../store/footprint-change.ts';
import type { Database } from '../store/port.ts';
import { closedMonths, type PublishedMonth } from '../store/publication.ts';

export type EstateChanges = Readonly<Record<Basis, EstateChange>>;

/** A closed month as it is published, and as it would be. */
export interface Replacement {
  readonly from: PublishedMonth;
  readonly to: PublishedMonth;
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

/** The estate's total of a month, as its version has it and as the run that would replace it has it. */
export const monthChange = async (
  db: Database,
  { from, to }: Replacement,
  threshold: number,
): Promise<EstateChanges> =>
  compared(
    await estateTotal(db, from.month, `version ${from.version}`),
    await estateTotal(db, to.month, to.runId),
    threshold,
  );

/** The closed months of a year together: as first published, and with what would replace some of them. */
export const yearChange = async (
  db: Database,
  year: string,
  replacements: readonly Replacement[],
  threshold: number,
): Promise<EstateChanges> => {
  const whole: Period = { from: `${year}-01-01`, to: `${year}-12-31` };
  const first: Totals[] = [];
  const now: Totals[] = [];
  for (const { month, version } of await closedMonths(db, whole)) {
    const next = replacements.find(({ to }) => to.month === month);
    first.push(await estateTotal(db, month, 'version 1'));
    now.push(await estateTotal(db, month, next === undefined ? `version ${version}` : next.to.runId));
  }
  return compared(sumOf(first), sumOf(now), threshold);
};

/** The bases on which a change reaches the threshold. */
export const reachedOn = (changes: EstateChanges): readonly Basis[] =>
  BASES.filter((basis) => changes[basis].isSignificant);
