import { addDays, type CivilDate } from '../../domain/civil-date.ts';

/** Something true from a day to a day, both included; null is open on that side. */
export interface Valid {
  readonly from: CivilDate | null;
  readonly to: CivilDate | null;
}

/** Days on which the same things are valid, from the first of them on. */
export interface Stretch<T> {
  /** Null where it has always been so. */
  readonly from: CivilDate | null;
  readonly items: readonly T[];
}

const LAST_DAY = '9999-12-31';

/**
 * Cuts time at every day on which one of the items begins or has ended, and says what is valid in each stretch.
 * Stretches in which nothing is valid are left out. Every day is covered by exactly one stretch, so that a check
 * of the stretches is a check of every day.
 * @param items in any order; those whose end lies before their beginning are valid on no day
 */
export const stretches = <T extends Valid>(items: readonly T[]): Stretch<T>[] => {
  const endOf = ({ to }: T): CivilDate | undefined =>
    to === null || to >= LAST_DAY ? undefined : addDays(to, 1);
  const waiting = items
    .filter(({ from, to }) => from === null || to === null || from <= to)
    .sort((a, b) => ((a.from ?? '') < (b.from ?? '') ? -1 : Number((a.from ?? '') > (b.from ?? ''))));
  const boundaries = new Set([
    ...waiting.map((item) => item.from ?? ''),
    ...waiting.flatMap((item) => endOf(item) ?? []),
  ]);
  let next = 0;
  let valid: T[] = [];
  const found: Stretch<T>[] = [];
  for (const day of [...boundaries].sort()) {
    valid = valid.filter(({ to }) => to === null || day <= to);
    for (let item = waiting[next]; item && (item.from ?? '') <= day; item = waiting[next]) {
      valid.push(item);
      next += 1;
    }
    if (valid.length > 0) found.push({ from: day === '' ? null : day, items: [...valid] });
  }
  return found;
};
