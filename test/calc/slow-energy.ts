/**
 * The energy step once more, slowly and exactly: rational arithmetic on whole numbers, one interval after another,
 * days cut by the calendar of Intl. Written from the method alone, to compare the queries with.
 */

/** A fraction of whole numbers, not reduced. */
export interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

const ZERO: Fraction = { over: 0n, under: 1n };
const fraction = (over: bigint, under = 1n): Fraction => ({ over, under });
const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b));
const reduce = ({ over, under }: Fraction): Fraction => {
  const divisor = gcd(over, under) || 1n;
  return { over: over / divisor, under: under / divisor };
};
const add = (a: Fraction, b: Fraction): Fraction =>
  reduce(fraction(a.over * b.under + b.over * a.under, a.under * b.under));
const multiply = (a: Fraction, b: Fraction): Fraction => reduce(fraction(a.over * b.over, a.under * b.under));
const divide = (a: Fraction, b: Fraction): Fraction => reduce(fraction(a.over * b.under, a.under * b.over));
export const toNumber = ({ over, under }: Fraction): number => Number((over * 10n ** 24n) / under) / 1e24;

/** A sample as any source gave it; power in tenths of a watt, undefined for one that is no number. */
export interface RawSample {
  readonly feed: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly deciwatts: number | undefined;
}

export interface SlowDay {
  readonly day: string;
  readonly sampleCount: number;
  readonly rejectedCount: number;
  readonly coverage: number;
  /** kWh */
  readonly measured: number;
  readonly estimated: number | undefined;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const dateIn = (zone: string, at: number): string => {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  formats.set(zone, format);
  return format.format(at);
};

const DAY_MS = 86_400_000;
const shift = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** The first millisecond of a local date, found by halving. */
export const slowStart = (zone: string, day: string): number => {
  let before = Date.parse(`${day}T00:00:00Z`) - 2 * DAY_MS;
  let after = before + 4 * DAY_MS;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (dateIn(zone, middle) >= day) after = middle;
    else before = middle;
  }
  return after;
};

interface Measured {
  readonly ms: bigint;
  /** Deciwatts × milliseconds. */
  readonly energy: Fraction;
}

/** What of the intervals of one feed lies in [start, end). */
const measure = (accepted: readonly RawSample[], gapMs: number, start: number, end: number): Measured => {
  let ms = 0n;
  let energy = ZERO;
  for (const [i, first] of accepted.entries()) {
    const second = accepted[i + 1];
    if (second === undefined || second.at - first.at > gapMs) continue;
    const from = Math.max(first.at, start);
    const to = Math.min(second.at, end);
    if (to <= from) continue;
    const rise = fraction(
      BigInt((second.deciwatts ?? 0) - (first.deciwatts ?? 0)),
      BigInt(second.at - first.at),
    );
    const powerAt = (at: number): Fraction =>
      add(fraction(BigInt(first.deciwatts ?? 0)), multiply(rise, fraction(BigInt(at - first.at))));
    const length = BigInt(to - from);
    energy = add(energy, multiply(add(powerAt(from), powerAt(to)), fraction(length, 2n)));
    ms += length;
  }
  return { ms, energy };
};

export interface SlowOptions {
  readonly zone: string;
  readonly from: string;
  readonly to: string;
  readonly gapMs: number;
  readonly boundDeciwatts: number;
}

const isAccepted = (sample: RawSample, bound: number): boolean =>
  sample.deciwatts !== undefined && sample.deciwatts >= 0 && sample.deciwatts <= bound;

/** Deciwatts × milliseconds in a kilowatt-hour. */
const PER_KWH = 10n * 1000n * 3_600_000n;

/** Every day of the period for one equipment that is always in service, its samples unique by feed and instant. */
export const slowEnergy = (samples: readonly RawSample[], options: SlowOptions): SlowDay[] => {
  const { zone, from, to, gapMs, boundDeciwatts } = options;
  const feeds = [...new Set(samples.map(({ feed }) => feed))];
  const acceptedOf = (feed: string): RawSample[] =>
    samples
      .filter((sample) => sample.feed === feed && isAccepted(sample, boundDeciwatts))
      .sort((a, b) => a.at - b.at);
  const result: SlowDay[] = [];
  for (let day = from; day <= to; day = shift(day, 1)) {
    const bounds = (name: string): [number, number] => [
      slowStart(zone, name),
      slowStart(zone, shift(name, 1)),
    ];
    const [start, end] = bounds(day);
    const length = BigInt(end - start);
    const isSpokenOf = (feed: string): boolean => {
      const first = slowStart(zone, shift(day, -7));
      const reaches = measure(acceptedOf(feed), gapMs, first, end).ms > 0n;
      return reaches || samples.some((s) => s.feed === feed && s.at >= first && s.at < end);
    };
    let [ms, energy, estimated] = [0n, ZERO, ZERO as Fraction | undefined];
    const spoken = feeds.filter(isSpokenOf);
    for (const feed of spoken) {
      const accepted = acceptedOf(feed);
      const own = measure(accepted, gapMs, start, end);
      let [weekMs, weekEnergy] = [0n, ZERO];
      for (let back = 1; back <= 7; back += 1) {
        const [dayStart, dayEnd] = bounds(shift(day, -back));
        const before = measure(accepted, gapMs, dayStart, dayEnd);
        if (before.ms * 2n < BigInt(dayEnd - dayStart)) continue;
        weekMs += before.ms;
        weekEnergy = add(weekEnergy, before.energy);
      }
      ms += own.ms;
      energy = add(energy, own.energy);
      const rest = fraction(length - own.ms);
      let mean: Fraction | undefined;
      if (own.ms * 2n >= length) mean = divide(own.energy, fraction(own.ms));
      else if (weekMs > 0n) mean = divide(weekEnergy, fraction(weekMs));
      else if (own.ms > 0n) mean = divide(own.energy, fraction(own.ms));
      estimated =
        mean === undefined || estimated === undefined ? undefined : add(estimated, multiply(rest, mean));
    }
    const today = samples.filter(({ at }) => at >= start && at < end);
    const sampleCount = today.filter((sample) => isAccepted(sample, boundDeciwatts)).length;
    const kwh = (value: Fraction): number => toNumber(divide(value, fraction(PER_KWH)));
    result.push({
      day,
      sampleCount,
      rejectedCount: today.length - sampleCount,
      coverage: spoken.length === 0 ? 0 : Number(ms) / (spoken.length * Number(length)),
      measured: kwh(energy),
      estimated: spoken.length === 0 || estimated === undefined ? undefined : kwh(estimated),
    });
  }
  return result;
};
