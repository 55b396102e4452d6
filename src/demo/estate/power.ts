import { DEMO_MONTHS, POWER_FROM, POWER_TO } from './calendar.ts';
import { hash32, hashText } from './random.ts';
import type { Equipment, LoadShape } from './types.ts';

const MINUTE = 60_000;
const WEEK_MINUTES = 10_080;
// The demo's months lie wholly in Paris winter time, and 1970-01-01 was a Thursday.
const LOCAL_SHIFT = 60 + 3 * 1440;
/** 1 January is spent like a Sunday. */
const HOLIDAY_FROM = Date.parse(`${DEMO_MONTHS[0]}-01T00:00:00+01:00`) / MINUTE;

/** Stands for "no sample at this minute"; no power is that low. */
export const NO_SAMPLE = -2_000_000_000;

/** One time series: an equipment's feed. */
export interface PowerSeries {
  readonly equipment: Equipment;
  /** Empty when the equipment has one feed. */
  readonly feed: string;
  /** Minutes since the epoch, first included, last excluded. */
  readonly from: number;
  readonly to: number;
  /** Minutes without samples: pairs of first included, last excluded. */
  readonly gaps: readonly (readonly [from: number, to: number])[];
  /** Values that no meter should give, in tenths of a watt, by minute. */
  readonly bad: ReadonlyMap<number, number>;
  readonly key: number;
  readonly idle: number;
  readonly span: number;
  readonly noise: number;
  readonly curve: Float64Array;
}

/** Share of the busiest load at one hour of one day of the week (0 is Monday). */
const SHAPES: Readonly<Record<LoadShape, (day: number, hour: number) => number>> = {
  office: (day, hour) => {
    const isWeekend = day >= 5;
    const morning = Math.exp(-((hour - 10.5) ** 2) / 8);
    const afternoon = 0.92 * Math.exp(-((hour - 15.2) ** 2) / 9);
    return 0.24 + (isWeekend ? 0.16 : 0.74) * Math.max(morning, afternoon);
  },
  batch: (day, hour) => {
    const night = Math.exp(-((((hour + 12) % 24) - 14) ** 2) / 7);
    const work = Math.exp(-((hour - 14) ** 2) / 18);
    return 0.3 + 0.62 * night + (day >= 5 ? 0.05 : 0.28) * work;
  },
  steady: (day, hour) => 0.55 + (day >= 5 ? 0.08 : 0.3) * Math.exp(-((hour - 13.5) ** 2) / 26),
  night: (day, hour) => 0.12 + (day === 5 ? 0.85 : 0.7) * Math.exp(-((((hour + 12) % 24) - 12.5) ** 2) / 10),
};

const curves = new Map<LoadShape, Float64Array>();

const curveOf = (shape: LoadShape): Float64Array => {
  const known = curves.get(shape);
  if (known !== undefined) return known;
  const curve = Float64Array.from({ length: WEEK_MINUTES }, (_, minute) =>
    SHAPES[shape](Math.floor(minute / 1440), (minute % 1440) / 60),
  );
  curves.set(shape, curve);
  return curve;
};

const minuteOf = (instant: string): number => Date.parse(instant) / MINUTE;

/** Meters fail too. Minutes of silence by equipment name (or `*` and its datacenter) and feed. */
const GAPS: readonly {
  readonly who: string;
  readonly feed?: string;
  readonly from: string;
  readonly minutes: number;
}[] = [
  // Four readings are missing: the five minutes between their neighbours are still bridged.
  { who: '* EB5', from: '2026-02-05T03:00:00Z', minutes: 4 },
  { who: 'esx-eb4-05', from: '2026-01-08T10:12:00Z', minutes: 12 },
  { who: 'swi-et1-01', from: '2026-01-13T15:40:00Z', minutes: 47 },
  { who: '* ET1', from: '2026-01-25T02:10:00Z', minutes: 95 },
  { who: 'esx-eb5-02', from: '2026-02-18T06:00:00Z', minutes: 195 },
  { who: 'san-eb4-02', feed: 'B', from: '2026-02-11T06:00:00Z', minutes: 200 },
  { who: 'bck-et1-01', from: '2026-02-23T20:30:00Z', minutes: 430 },
  // More than half of the day is missing: the seven days before have to say how much it drew.
  { who: 'esx-eb4-11', from: '2026-01-21T01:30:00Z', minutes: 915 },
];

/** Readings that cannot be, in watts. */
const BAD: readonly { readonly who: string; readonly at: string; readonly watts: number }[] = [
  { who: 'esx-eb4-02', at: '2026-01-09T08:31:00Z', watts: Number.NaN },
  { who: 'esx-eb4-02', at: '2026-01-09T08:32:00Z', watts: Number.NaN },
  { who: 'fw-eb5-01', at: '2026-01-17T22:05:00Z', watts: -1 },
  { who: 'esx-eb5-04', at: '2026-01-28T11:20:00Z', watts: 65_535 },
  { who: 'pwr-eb4-01', at: '2026-02-03T04:44:00Z', watts: -240.5 },
  { who: 'adc-et1-01', at: '2026-02-14T13:00:00Z', watts: 429_496_729.5 },
  { who: 'obj-eb4-01', at: '2026-02-20T17:17:00Z', watts: Number.NaN },
];

const seriesOf = (seed: number, equipment: Equipment, feed: string): PowerSeries => {
  const isHere = (who: string): boolean => who === equipment.name || who === `* ${equipment.datacenterId}`;
  const enters = minuteOf(`${equipment.inServiceOn}T00:00:00+01:00`);
  // Switched on for tests the day before it enters service, and off in the morning after it left.
  const starts = enters - 1440;
  const ends =
    equipment.retiredOn === null
      ? POWER_TO / MINUTE
      : minuteOf(`${equipment.retiredOn}T00:00:00+01:00`) + 1440 + 570;
  return {
    equipment,
    feed,
    from: Math.max(POWER_FROM / MINUTE, starts),
    to: Math.min(POWER_TO / MINUTE, ends),
    gaps: GAPS.filter((gap) => isHere(gap.who) && (gap.feed === undefined || gap.feed === feed)).map(
      (gap) => [minuteOf(gap.from), minuteOf(gap.from) + gap.minutes] as const,
    ),
    bad: new Map(
      BAD.filter((bad) => isHere(bad.who)).map(
        (bad) => [minuteOf(bad.at), Math.round(bad.watts * 10)] as const,
      ),
    ),
    key: hash32(seed, hashText(`${equipment.id}/${feed}`)),
    idle: (equipment.idleW * 10) / equipment.feeds.length,
    span: ((equipment.busyW - equipment.idleW) * 10) / equipment.feeds.length,
    noise: equipment.category === 'compute' ? 0.16 : 0.06,
    curve: curveOf(equipment.shape),
  };
};

/** Every time series of the estate: one for each feed of each equipment, by equipment id and feed. */
export const powerSeries = (seed: number, equipment: readonly Equipment[]): PowerSeries[] =>
  [...equipment]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap((piece) => piece.feeds.map((feed) => seriesOf(seed, piece, feed)));

const UNIT = 1 / 4_294_967_296;

/** Between two whole half-hours the load drifts in a straight line. */
const drift = (key: number, minute: number): number => {
  const cell = minute >> 5;
  const left = hash32(key, cell) * UNIT;
  const right = hash32(key, cell + 1) * UNIT;
  return left + ((right - left) * (minute & 31)) / 32;
};

/**
 * What a series reads at one minute: a pure function of both.
 * @param minute whole minutes since the epoch
 * @returns tenths of a watt; NaN as a meter says it; `NO_SAMPLE` when nothing was read
 */
export const deciwattsAt = (series: PowerSeries, minute: number): number => {
  if (minute < series.from || minute >= series.to) return NO_SAMPLE;
  for (const [from, to] of series.gaps) if (minute >= from && minute < to) return NO_SAMPLE;
  if (series.bad.size > 0) {
    const bad = series.bad.get(minute);
    if (bad !== undefined) return bad;
  }
  const chance = hash32(series.key ^ 0x5bd1e995, minute);
  // A scrape now and then comes to nothing: one in 8192.
  if ((chance & 8191) === 77) return NO_SAMPLE;
  const isHoliday = minute >= HOLIDAY_FROM && minute < HOLIDAY_FROM + 1440;
  const ofWeek = (minute + LOCAL_SHIFT) % WEEK_MINUTES;
  const share = series.curve[isHoliday ? 6 * 1440 + (ofWeek % 1440) : ofWeek] ?? 0;
  const wobble = (drift(series.key, minute) - 0.5) * series.noise + ((chance >>> 13) / 524_288 - 0.5) * 0.03;
  return Math.round(series.idle + series.span * Math.max(0, share + wobble));
};

/** The instant (epoch ms) at which a series is read in a given minute since the epoch. */
export const instantOf = (series: PowerSeries, minute: number): number =>
  minute * MINUTE + series.equipment.offsetS * 1000;
