import { tzOffset } from '@date-fns/tz';

/** A stretch of wall clock time and what stands between it and UTC there. All numbers are microseconds. */
export interface LocalSpan {
  /** First local instant (as if UTC) behind the stretch. */
  readonly until: number;
  /** Local minus UTC; null where the clocks skip this time. */
  readonly offset: number | null;
  /** Where the clocks show this time twice: the offset of the second time. */
  readonly laterOffset?: number;
}

const DAY = 86_400_000_000;
const SECOND = 1_000_000;

const offsetAt = (timezone: string, instant: number): number =>
  Math.round(tzOffset(timezone, new Date(instant / 1_000)) * 60) * SECOND;

/** The second in which the offset changes, between two instants whose offsets differ. */
const transitionBetween = (timezone: string, from: number, to: number): number => {
  const before = offsetAt(timezone, from);
  let low = Math.floor(from / SECOND);
  let high = Math.ceil(to / SECOND);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(timezone, middle * SECOND) === before) low = middle;
    else high = middle;
  }
  return high * SECOND;
};

/**
 * How local time maps to UTC over a range: the last span has no end.
 * @param timezone IANA name
 * @param fromLocal first local instant, microseconds as if UTC
 * @param toLocal last one
 */
export const localSpans = (timezone: string, fromLocal: number, toLocal: number): LocalSpan[] => {
  const spans: LocalSpan[] = [];
  let offset = offsetAt(timezone, fromLocal - DAY);
  for (let instant = fromLocal - DAY; instant < toLocal + DAY; instant += DAY) {
    const next = offsetAt(timezone, instant + DAY);
    if (next === offset) continue;
    const transition = transitionBetween(timezone, instant, instant + DAY);
    spans.push({ until: transition + Math.min(offset, next), offset });
    const jump = transition + Math.max(offset, next);
    spans.push(next > offset ? { until: jump, offset: null } : { until: jump, offset, laterOffset: next });
    offset = next;
  }
  spans.push({ until: Number.POSITIVE_INFINITY, offset });
  return spans.filter((span, index) => {
    const start = spans[index - 1]?.until ?? Number.NEGATIVE_INFINITY;
    return span.until > fromLocal && start <= toLocal;
  });
};

/** SQL for the UTC instant (µs) of the local time in column `local`; NULL where the clocks skip it. */
export const toUtcSql = (spans: readonly LocalSpan[], local: string, time: 'first' | 'second'): string => {
  const arms = spans.map(({ until, offset, laterOffset }) => {
    const shift = time === 'second' ? (laterOffset ?? offset) : offset;
    const value = shift === null ? 'NULL' : `${local} - (${shift})`;
    return Number.isFinite(until) ? `when ${local} < ${until} then ${value}` : `else ${value}`;
  });
  // A CASE needs one WHEN.
  return `case when ${local} is null then NULL ${arms.join(' ')} end`;
};

/** SQL that is true where the clocks show the local time in column `local` twice. */
export const isRepeatedSql = (spans: readonly LocalSpan[], local: string): string => {
  const repeated = spans.flatMap(({ until, laterOffset, offset }) =>
    laterOffset === undefined || offset === null
      ? []
      : [`(${local} >= ${until - (offset - laterOffset)} and ${local} < ${until})`],
  );
  return repeated.length === 0 ? 'false' : repeated.join(' or ');
};
