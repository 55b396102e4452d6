import type { Aggregator, Expression } from './parse.ts';
import { type LabelledSeries, type Labels, lastReading, readings, selectSeries } from './series.ts';

/** How far back an instant query looks for a sample. */
const LOOK_BACK_MS = 300_000;

/** One series of a result: a value for each instant, undefined where there is none. */
export interface ResultSeries {
  readonly labels: Labels;
  readonly values: readonly (number | undefined)[];
}

export interface Evaluation {
  readonly series: readonly LabelledSeries[];
  /** Instants, epoch ms. */
  readonly times: readonly number[];
  /** Ranges and look-back exclude their left end, as in Prometheus 3. */
  readonly isLeftOpen: boolean;
}

const combine = (aggregator: Aggregator, values: readonly number[]): number | undefined => {
  const [first] = values;
  if (first === undefined) return undefined;
  const sum = values.reduce((total, value) => total + value, 0);
  switch (aggregator) {
    case 'sum':
      return sum;
    case 'avg':
      return sum / values.length;
    case 'min':
      return values.reduce((least, value) => (value < least || Number.isNaN(least) ? value : least), first);
    case 'max':
      return values.reduce((most, value) => (value > most || Number.isNaN(most) ? value : most), first);
    case 'count':
      return values.length;
  }
};

const withoutName = (labels: Labels): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([label]) => label !== '__name__'));

const aggregate = (
  aggregator: Aggregator,
  by: readonly string[],
  inputs: readonly ResultSeries[],
  count: number,
): ResultSeries[] => {
  const groups = new Map<string, { labels: Labels; members: ResultSeries[] }>();
  for (const input of inputs) {
    const kept = [...by].sort().flatMap((label) => {
      const value = input.labels[label];
      return value === undefined ? [] : [[label, value] as const];
    });
    const key = JSON.stringify(kept);
    const group = groups.get(key) ?? { labels: Object.fromEntries(kept), members: [] };
    group.members.push(input);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ labels, members }) => ({
    labels,
    values: Array.from({ length: count }, (_, index) =>
      combine(
        aggregator,
        members.map((member) => member.values[index]).filter((value) => value !== undefined),
      ),
    ),
  }));
};

/** What an expression is at each instant. Throws a RangeError for a range that no function takes. */
export const evaluate = (expression: Expression, on: Evaluation): ResultSeries[] => {
  const { times, isLeftOpen } = on;
  switch (expression.kind) {
    case 'selector':
      return selectSeries(on.series, expression.matchers).map(({ labels, series }) => ({
        labels,
        values: times.map((to) => lastReading(series, { from: to - LOOK_BACK_MS, to, isLeftOpen })),
      }));
    case 'overTime': {
      const { matchers, rangeMs } = expression.of;
      return selectSeries(on.series, matchers).map(({ labels, series }) => ({
        labels: withoutName(labels),
        values: times.map((to) =>
          combine(expression.aggregator, readings(series, { from: to - rangeMs, to, isLeftOpen })),
        ),
      }));
    }
    case 'aggregate':
      return aggregate(expression.aggregator, expression.by, evaluate(expression.of, on), times.length);
    case 'scale':
      return evaluate(expression.of, on).map(({ labels, values }) => ({
        labels: withoutName(labels),
        values: values.map((value) => (value === undefined ? undefined : value * expression.factor)),
      }));
    case 'range':
      throw new RangeError('a range vector has no value at an instant');
  }
};
