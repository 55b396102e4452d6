import { sourceError } from '../../domain/errors.ts';
import type { SampleBatch } from '../../domain/rows.ts';
import type { Series } from './prometheus-answer.ts';

/** Which labels say what; see `power` in bilan.yaml. */
export interface SeriesLabels {
  readonly equipment_label: string;
  readonly feed_label: string | undefined;
  readonly replica_label: string | undefined;
}

/** Which samples an answer is read for, epoch milliseconds. */
export interface Ownership {
  /** The window: its start is in it, its end in the next one. */
  readonly startMs: number;
  readonly endMs: number;
  /** The asked span, both ends included; samples of the window outside it only help to choose a replica. */
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Merged {
  readonly batch: SampleBatch;
  /** Names of series that say no equipment. */
  readonly unlabelled: readonly string[];
}

interface Group {
  readonly equipment: string;
  readonly feed: string;
  readonly members: Series[];
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const groupSeries = (series: readonly Series[], labels: SeriesLabels): Group[] => {
  const groups = new Map<string, Group>();
  for (const one of series) {
    const equipment = one.labels.get(labels.equipment_label) ?? '';
    if (equipment === '') continue;
    const feed = (labels.feed_label === undefined ? undefined : one.labels.get(labels.feed_label)) ?? '';
    const key = JSON.stringify([equipment, feed]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { equipment, feed, members: [one] });
    else group.members.push(one);
  }
  return [...groups.values()].sort((a, b) => compare(a.equipment, b.equipment) || compare(a.feed, b.feed));
};

/** The series of the replica with most samples in the window; of several, the first by name. */
const chooseReplica = (members: readonly Series[], label: string, own: Ownership): readonly Series[] => {
  const byReplica = new Map<string, Series[]>();
  for (const one of members) {
    const replica = one.labels.get(label) ?? '';
    byReplica.set(replica, [...(byReplica.get(replica) ?? []), one]);
  }
  const size = (all: readonly Series[]): number =>
    all.reduce((sum, { times }) => sum + times.filter((ms) => ms >= own.startMs && ms < own.endMs).length, 0);
  const ranked = [...byReplica]
    .map(([replica, all]) => ({ replica, all, size: size(all) }))
    .sort((a, b) => b.size - a.size || compare(a.replica, b.replica));
  return ranked[0]?.all ?? [];
};

interface Point {
  readonly value: number;
  readonly series: string;
}

const refusal = (group: Group, what: string, ms: number, details: readonly string[]) => {
  const feed = group.feed === '' ? '' : `, feed '${group.feed}'`;
  return sourceError(
    `power.query: two series ${what} for equipment '${group.equipment}'${feed} at ${new Date(ms).toISOString()}`,
    {
      details,
      hint: 'name the label that tells feeds apart in feed_label, or the one that tells replicas apart in replica_label',
    },
  );
};

// A series that is left and comes back: one that took over from another never does, two side by side do at every sample.
const MAX_RETURNS = 3;

const refuseAlternating = (group: Group, points: readonly (readonly [number, Point])[]): void => {
  const left = new Set<string>();
  let current: string | undefined;
  let returns = 0;
  for (const [ms, { series }] of points) {
    if (series === current) continue;
    if (left.has(series)) returns += 1;
    if (returns > MAX_RETURNS) {
      throw refusal(group, 'take turns', ms, [current ?? '', series]);
    }
    if (current !== undefined) left.add(current);
    current = series;
  }
};

const mergeGroup = (
  group: Group,
  members: readonly Series[],
  own: Ownership,
): (readonly [number, number])[] => {
  const points = new Map<number, Point>();
  let isAgreed = false;
  for (const { name, times, values } of members) {
    times.forEach((ms, index) => {
      if (ms < own.startMs || ms >= own.endMs || ms < own.fromMs || ms > own.toMs) return;
      const point = { value: values[index] ?? Number.NaN, series: name };
      const other = points.get(ms);
      if (other !== undefined) {
        if (!Object.is(other.value, point.value)) {
          throw refusal(group, 'give different watts', ms, [
            `${other.series} gives ${other.value}`,
            `${point.series} gives ${point.value}`,
          ]);
        }
        isAgreed = true;
      }
      points.set(ms, point);
    });
  }
  const sorted = [...points].sort(([a], [b]) => a - b);
  if (!isAgreed) refuseAlternating(group, sorted);
  return sorted.map(([ms, { value }]) => [ms, value] as const);
};

/**
 * Makes one batch of an answer's series, sorted by equipment, feed and instant, each instant once.
 * @throws exit 4 when two series of one equipment and feed give different values for one instant, or take turns
 */
export const mergeSeries = (series: readonly Series[], labels: SeriesLabels, own: Ownership): Merged => {
  const equipment: string[] = [];
  const feed: string[] = [];
  const micros: bigint[] = [];
  const watts: number[] = [];
  for (const group of groupSeries(series, labels)) {
    const { replica_label: replica } = labels;
    const members = replica === undefined ? group.members : chooseReplica(group.members, replica, own);
    for (const [ms, value] of mergeGroup(group, members, own)) {
      equipment.push(group.equipment);
      feed.push(group.feed);
      micros.push(BigInt(ms * 1_000));
      watts.push(value);
    }
  }
  return {
    batch: {
      equipment_id: equipment,
      feed,
      ts_us: BigInt64Array.from(micros),
      power_w: Float64Array.from(watts),
      is_null: new Uint8Array(watts.length),
    },
    unlabelled: series
      .filter((one) => (one.labels.get(labels.equipment_label) ?? '') === '')
      .map((one) => one.name),
  };
};
