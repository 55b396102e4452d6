import type { Period } from '../domain/period.ts';
import type { Database } from './port.ts';
import { closedMonths, type PublishedMonth } from './publication.ts';
import type { RunInput } from './run-inputs.ts';

/** One input that a new run read and the published one did not, or not like this. */
export interface InputDifference {
  readonly kind: RunInput['kind'];
  readonly name: string;
  /** Shortened hash or value of the published run; null: it did not read it. */
  readonly before: string | null;
  /** The same of the new run; null: it does not read it. */
  readonly after: string | null;
}

/** A closed month that a new run covers, whose published figures stay, and what the two read differently. */
export interface ClosedMonth extends PublishedMonth {
  readonly differences: readonly InputDifference[];
}

interface ReadInput {
  readonly [column: string]: string | null;
  readonly kind: RunInput['kind'];
  readonly name: string;
  readonly content: string | null;
}

const SHOWN_DIGITS = 12;

const contentOf = (input: Pick<RunInput, 'sha256' | 'detail'>): string | null =>
  input.sha256?.slice(0, SHOWN_DIGITS) ?? input.detail;

/** Says that two runs cover different days, and nothing about what they read. */
const PERIOD = new Set(['from_day', 'to_day']);

/** A load of reference files or of samples is told by the files and parts themselves, whatever the load is called. */
const isToldByContent = ({ kind, name }: { kind: string; name: string }): boolean =>
  kind === 'snapshot' && /^(?:reference|power)-/.test(name);

const keyOf = ({ kind, name }: { kind: string; name: string }): string => `${kind}\t${name}`;

const differencesOf = (
  published: readonly ReadInput[],
  inputs: readonly RunInput[],
): readonly InputDifference[] => {
  const before = new Map(published.map((input) => [keyOf(input), input]));
  const after = new Map(inputs.map((input) => [keyOf(input), input]));
  const isSamePeriod = [...PERIOD].every(
    (name) => before.get(`parameter\t${name}`)?.content === after.get(`parameter\t${name}`)?.detail,
  );
  const found = [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((key) => {
    const [old, now] = [before.get(key), after.get(key)];
    const input = now ?? old;
    if (input === undefined || isToldByContent(input)) return [];
    if (input.kind === 'parameter' && PERIOD.has(input.name)) return [];
    const difference = {
      kind: input.kind,
      name: input.name,
      before: old?.content ?? null,
      after: now === undefined ? null : contentOf(now),
    };
    if (old !== undefined && now !== undefined && difference.before === difference.after) return [];
    // A run over other days reads other days' samples and estates.
    const isOfOtherDays = input.kind === 'sample_part' || input.kind === 'snapshot';
    if (!isSamePeriod && isOfOtherDays && (old === undefined || now === undefined)) return [];
    return [difference];
  });
  return found;
};

/**
 * The closed months of a period, each with what a run's inputs differ in from those of the run that is published.
 * @param inputs what the new run read
 */
export const closedMonthsWith = async (
  db: Database,
  period: Period,
  inputs: readonly RunInput[],
): Promise<ClosedMonth[]> => {
  const months: ClosedMonth[] = [];
  for (const month of await closedMonths(db, period)) {
    const published = await db.rows<ReadInput>(
      `select kind, name, coalesce(left(sha256, ${SHOWN_DIGITS}), detail) as content from calc.run_input where run_id = $run_id`,
      { run_id: month.runId },
    );
    months.push({ ...month, differences: differencesOf(published, inputs) });
  }
  return months;
};

const KIND_NAMES: Readonly<Record<RunInput['kind'], string>> = {
  snapshot: 'snapshot',
  reference_file: 'reference file',
  sample_part: 'samples of',
  queries: 'queries of the',
  parameter: 'parameter',
};

/** `reference file pue.csv changed (1a2b… → 3c4d…)`, for a person. */
export const differenceText = ({ kind, name, before, after }: InputDifference): string => {
  const subject = `${KIND_NAMES[kind]} ${name}`;
  if (before === null) return `${subject}: new`;
  if (after === null) return `${subject}: no longer read`;
  return `${subject}: changed (${before} before, ${after} now)`;
};
