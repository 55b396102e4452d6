import { counted } from '../domain/counted.ts';
import type { Period } from '../domain/period.ts';
import type { Database } from './port.ts';
import { closedMonths, type PublishedMonth } from './publication.ts';
import { type RowChanges, referenceChanges } from './reference-changes.ts';
import type { RunInput } from './run-inputs.ts';

/** One input that a new run read and the published one did not, or not like this. */
export interface InputDifference {
  readonly kind: RunInput['kind'];
  readonly name: string;
  /** Shortened hash or value of the published run; null: it did not read it. */
  readonly before: string | null;
  /** The same of the new run; null: it does not read it. */
  readonly after: string | null;
  /** Of a reference file: what its rows say differently. */
  readonly rows?: RowChanges | undefined;
}

/** A closed month that a new run covers, whose published figures stay, and what the two read differently. */
export interface ClosedMonth extends PublishedMonth {
  readonly differences: readonly InputDifference[];
}

interface ReadInput {
  readonly [column: string]: string | null;
  readonly kind: RunInput['kind'];
  readonly name: string;
  readonly detail: string | null;
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

/** A difference of a reference file with what changed in its rows; the detail of such an input is the load that it is from. */
const withRows = async (
  db: Database,
  difference: InputDifference,
  published: readonly ReadInput[],
  inputs: readonly RunInput[],
): Promise<InputDifference> => {
  const { kind, name } = difference;
  if (kind !== 'reference_file') return difference;
  const loadOf = (list: readonly Pick<RunInput, 'kind' | 'name' | 'detail'>[]): string | null =>
    list.find((input) => input.kind === kind && input.name === name)?.detail ?? null;
  const rows = await referenceChanges(db, name.replace(/\.csv$/, ''), loadOf(published), loadOf(inputs));
  return rows === null ? difference : { ...difference, rows };
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
      `select kind, name, detail, coalesce(left(sha256, ${SHOWN_DIGITS}), detail) as content from calc.run_input where run_id = $run_id`,
      { run_id: month.runId },
    );
    const differences: InputDifference[] = [];
    for (const difference of differencesOf(published, inputs))
      differences.push(await withRows(db, difference, published, inputs));
    months.push({ ...month, differences });
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

const rowLines = ({ changed, removed, added, examples }: RowChanges): string[] => {
  const total = changed + removed + added;
  if (total === 0) return ['  the same rows, written differently'];
  const counts = [
    [changed, 'changed'],
    [removed, 'removed'],
    [added, 'added'],
  ] as const;
  const said = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const more = total - examples.length;
  return [
    `  ${counted(total, 'row')}: ${said.join(', ')}`,
    ...examples.map((example) => `    ${example}`),
    ...(more === 0 ? [] : [`    and ${more} more`]),
  ];
};

/** `reference file pue.csv: changed (1a2b… before, 3c4d… now)` and what its rows say differently, for a person. */
export const differenceLines = ({ kind, name, before, after, rows }: InputDifference): string[] => {
  const subject = `${KIND_NAMES[kind]} ${name}`;
  const change =
    before === null ? 'new' : after === null ? 'no longer read' : `changed (${before} before, ${after} now)`;
  return [`${subject}: ${change}`, ...(rows === undefined ? [] : rowLines(rows))];
};
