import { tzOffset } from '@date-fns/tz';

/** A civil date, `YYYY-MM-DD`. Sorts as text. */
export type CivilDate = string;

const DAY_MS = 86_400_000;

const asUtc = (day: CivilDate): number => {
  const ms = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(ms)) throw new RangeError(`not a civil date: ${day}`);
  return ms;
};

const fromUtc = (ms: number): CivilDate => new Date(ms).toISOString().slice(0, 10);

/** True for an existing date written `YYYY-MM-DD` (30 February is none). */
export const isCivilDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) &&
  fromUtc(Date.parse(`${text}T00:00:00Z`)) === text;

/** The date `days` after `day` (before it when negative). */
export const addDays = (day: CivilDate, days: number): CivilDate => fromUtc(asUtc(day) + days * DAY_MS);

/** Every date from `from` to `to`, both included. */
export const daysBetween = (from: CivilDate, to: CivilDate): CivilDate[] => {
  const days: CivilDate[] = [];
  for (let ms = asUtc(from); ms <= asUtc(to); ms += DAY_MS) days.push(fromUtc(ms));
  return days;
};

const offsetMs = (timezone: string, instant: number): number => {
  const minutes = tzOffset(timezone, new Date(instant));
  if (Number.isNaN(minutes)) throw new RangeError(`unknown time zone: ${timezone}`);
  return minutes * 60_000;
};

/** The civil date of an instant (epoch milliseconds) in a zone. */
export const civilDateOf = (instant: number, timezone: string): CivilDate =>
  fromUtc(instant + offsetMs(timezone, instant));

/** Every instant (epoch ms, ascending) whose wall clock in the zone shows `local` (epoch ms as if UTC): none in a gap, two in a repeated hour. */
export const instantsOfLocal = (local: number, timezone: string): number[] => {
  const offsets = new Set([offsetMs(timezone, local - DAY_MS), offsetMs(timezone, local + DAY_MS)]);
  return [...offsets]
    .map((offset) => local - offset)
    .filter((instant) => instant + offsetMs(timezone, instant) === local)
    .sort((a, b) => a - b);
};

/**
 * The first instant (epoch ms) of a civil day in a zone: its midnight, or the moment the clocks jump over it.
 * The day is half-open, up to the start of the next one, and lasts 23, 24 or 25 hours.
 */
export const startOfCivilDay = (day: CivilDate, timezone: string): number => {
  const local = asUtc(day);
  const exact = instantsOfLocal(local, timezone)[0];
  if (exact !== undefined) return exact;
  // Midnight does not exist: the day starts when the clocks jump, which is midnight in the offset before.
  return local - offsetMs(timezone, local - DAY_MS);
};
