import { deciwattsAt, instantOf, NO_SAMPLE, type PowerSeries } from '../estate/power.ts';
import { type Matcher, PromqlError } from './parse.ts';

/** The one metric that the demo has: instantaneous watts. */
export const METRIC = 'equipment_power_watts';

export type Labels = Readonly<Record<string, string>>;

/** A time series under its labels, which are in alphabetical order. */
export interface LabelledSeries {
  readonly labels: Labels;
  readonly series: PowerSeries;
}

/** A series without a feed has no such label: to Prometheus, an empty label is none. */
export const labelSeries = (series: readonly PowerSeries[]): LabelledSeries[] =>
  series.map((one) => ({
    series: one,
    labels: {
      __name__: METRIC,
      category: one.equipment.category,
      equipment: one.equipment.id,
      ...(one.feed !== '' && { feed: one.feed }),
    },
  }));

const predicate = ({ operator, value }: Matcher): ((text: string) => boolean) => {
  if (operator === '=') return (text) => text === value;
  if (operator === '!=') return (text) => text !== value;
  let pattern: RegExp;
  try {
    pattern = new RegExp(`^(?:${value})$`);
  } catch {
    throw new PromqlError(`1:1: parse error: error parsing regexp: ${value}`);
  }
  return operator === '=~' ? (text) => pattern.test(text) : (text) => !pattern.test(text);
};

/** The series that all matchers accept; an absent label counts as empty. */
export const selectSeries = (
  all: readonly LabelledSeries[],
  matchers: readonly Matcher[],
): readonly LabelledSeries[] => {
  const tests = matchers.map((matcher) => ({ label: matcher.label, accepts: predicate(matcher) }));
  return all.filter(({ labels }) => tests.every(({ label, accepts }) => accepts(labels[label] ?? '')));
};

/** A span of instants (epoch ms), both ends included, or the left one excluded as in Prometheus 3. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly isLeftOpen: boolean;
}

/** First and last minute (since the epoch) whose reading falls into a span; none when first > last. */
export const minutesIn = (series: PowerSeries, span: Span): readonly [first: number, last: number] => {
  const shift = instantOf(series, 0);
  const exact = (span.from - shift) / 60_000;
  const first = Math.ceil(exact);
  return [span.isLeftOpen && first === exact ? first + 1 : first, Math.floor((span.to - shift) / 60_000)];
};

/** The readings of a series in a span, in watts. */
export const readings = (series: PowerSeries, span: Span): number[] => {
  const [first, last] = minutesIn(series, span);
  const values: number[] = [];
  for (let minute = first; minute <= last; minute++) {
    const tenths = deciwattsAt(series, minute);
    if (tenths !== NO_SAMPLE) values.push(tenths / 10);
  }
  return values;
};

/** The last reading in a span, in watts; undefined when there is none. */
export const lastReading = (series: PowerSeries, span: Span): number | undefined => {
  const [first, last] = minutesIn(series, span);
  for (let minute = last; minute >= first; minute--) {
    const tenths = deciwattsAt(series, minute);
    if (tenths !== NO_SAMPLE) return tenths / 10;
  }
  return undefined;
};

const texts: string[] = [];

/** Tenths of a watt as Prometheus writes watts: no exponent, no trailing zero. */
const wattText = (tenths: number): string => {
  if (!(tenths >= 0 && tenths < 40_000)) return String(tenths / 10);
  const known = texts[tenths];
  if (known !== undefined) return known;
  const text = String(tenths / 10);
  texts[tenths] = text;
  return text;
};

/** The readings of a series in a span as the inside of a JSON array of `[seconds,"watts"]`; empty when there are none. */
export const readingsJson = (series: PowerSeries, span: Span): string => {
  const [first, last] = minutesIn(series, span);
  const offset = instantOf(series, 0) / 1000;
  let json = '';
  for (let minute = first; minute <= last; minute++) {
    const tenths = deciwattsAt(series, minute);
    if (tenths === NO_SAMPLE) continue;
    json += `${json === '' ? '' : ','}[${minute * 60 + offset},"${wattText(tenths)}"]`;
  }
  return json;
};
