import {
  type CivilDate,
  civilDateOf,
  instantsOfLocal,
  isCivilDate,
  startOfCivilDay,
} from '../../domain/civil-date.ts';

const ISO =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

const LAST_DAY = '9999-12-31';
const END_OF_TIME = Date.parse(`${LAST_DAY}T23:59:59.999Z`);
const HOUR_MS = 3_600_000;

interface Moment {
  readonly day: CivilDate;
  /** Epoch milliseconds as if the wall clock were UTC; undefined for a plain date. */
  readonly local: number | undefined;
  /** Minutes east of UTC; undefined without an offset. */
  readonly offset: number | undefined;
}

const offsetMinutes = (text: string): number => {
  if (/^z$/i.test(text)) return 0;
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(3).replace(':', '') || '0')];
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
};

/** Every month has its first 28 days; only the others need the calendar. */
const isDay = (day: string): boolean => /-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$/.test(day) || isCivilDate(day);

/** `2016-06-01T12:27:19.000+0200`, `2025-07-04T04:15:11.161Z`, both without offset, or a plain date; else undefined. */
const readMoment = (text: string): Moment | undefined => {
  const match = ISO.exec(text.trim());
  const day = match?.[1];
  if (match === null || day === undefined || !isDay(day)) return undefined;
  const [hour, minute, second] = [match[2], match[3], match[4] ?? '00'];
  if (hour === undefined || minute === undefined) return { day, local: undefined, offset: undefined };
  if (hour > '23' || minute > '59' || second > '59') return undefined;
  const millis = (match[5] ?? '').padEnd(3, '0').slice(0, 3);
  const local = Date.parse(`${day}T${hour}:${minute}:${second}.${millis}Z`);
  const offset = match[6] === undefined ? undefined : offsetMinutes(match[6]);
  return { day, local, offset };
};

/**
 * The civil date that a text means: a plain date or a wall clock is its own day, an instant is a day in the zone.
 * @param timezone IANA name of the zone in which ITCare's dates are civil dates
 * @returns at most 9999-12-31, which is how "never" is written; undefined when the text is no date
 */
export const civilDateIn = (text: string, timezone: string): CivilDate | undefined => {
  const moment = readMoment(text);
  if (moment === undefined) return undefined;
  if (moment.local === undefined || moment.offset === undefined) return moment.day;
  const instant = moment.local - moment.offset * 60_000;
  if (instant > END_OF_TIME - 24 * HOUR_MS) return LAST_DAY;
  return civilDateOf(instant, timezone);
};

/** The two forms that ITCare documents, told apart by their last letters alone. */
const DOCUMENTED =
  /^\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}(?:Z|[+-]\d{4})$/;

/** Epoch milliseconds of a text in a documented form, else undefined: ITCare says hundreds of thousands of instants. */
const documentedInstant = (text: string): number | undefined => {
  if (!DOCUMENTED.test(text)) return undefined;
  const local = Date.parse(text.length === 24 ? text : `${text.slice(0, 23)}Z`);
  if (Number.isNaN(local)) return undefined;
  return text.length === 24 ? local : local - offsetMinutes(text.slice(23)) * 60_000;
};

/**
 * The instant that a text means; a wall clock without offset, or a plain date's first moment, is read in the zone.
 * @returns epoch milliseconds; the first of two where the clocks are set back, an hour later where they skip it
 */
export const instantIn = (text: string, timezone: string): number | undefined => {
  const documented = documentedInstant(text);
  if (documented !== undefined) return documented;
  const moment = readMoment(text);
  if (moment === undefined) return undefined;
  if (moment.local === undefined) return startOfCivilDay(moment.day, timezone);
  if (moment.offset !== undefined) return moment.local - moment.offset * 60_000;
  return instantsOfLocal(moment.local, timezone)[0] ?? instantsOfLocal(moment.local + HOUR_MS, timezone)[0];
};

/** Reads ITCare's dates in one zone. */
export interface Dates {
  /** As `civilDateIn`. */
  civilDate(text: string): CivilDate | undefined;
  /** As `instantIn`. */
  instant(text: string): number | undefined;
}

/** Milestones of a whole estate are few; more than this is no estate's, and not worth keeping. */
const MAX_REMEMBERED = 10_000;

/**
 * A reader that works a date out once where it comes back: the same few milestones with every resource of a product,
 * the same instant several times in one item.
 */
export const createDates = (timezone: string): Dates => {
  const milestones = new Map<string, CivilDate | undefined>();
  let lastText: string | undefined;
  let lastInstant: number | undefined;
  return {
    civilDate: (text) => {
      const known = milestones.get(text);
      if (known !== undefined || milestones.has(text)) return known;
      const day = civilDateIn(text, timezone);
      if (milestones.size < MAX_REMEMBERED) milestones.set(text, day);
      return day;
    },
    instant: (text) => {
      if (text !== lastText) {
        lastText = text;
        lastInstant = instantIn(text, timezone);
      }
      return lastInstant;
    },
  };
};
