import { counted } from '../../domain/counted.ts';

/** Oddities of one answer, said once per list, field and kind, with a count and an example. */
export interface Findings {
  /**
   * @param place the list that the item came from
   * @param field ITCare's name of the field, e.g. `patchParty.excluded`
   * @param problem what is odd and what becomes of it, e.g. `is not a number, taken as unknown`
   * @param id the item's; the lowest one becomes the example
   * @param value what was there
   */
  add(place: string, field: string, problem: string, id: bigint, value: string): void;
  /** Takes over what another one found. */
  merge(other: Findings): void;
  entries(): readonly Finding[];
  /** One sentence each, in a fixed order. */
  sentences(): readonly string[];
}

interface Finding {
  readonly place: string;
  readonly field: string;
  readonly problem: string;
  /** Items, each counted once though a list of its own may be odd throughout. */
  readonly count: number;
  readonly id: bigint;
  /** The item counted last. */
  readonly lastId: bigint;
  readonly value: string;
}

const MAX_VALUE = 60;

const shorten = (value: string): string =>
  value.length > MAX_VALUE ? `${value.slice(0, MAX_VALUE)}…` : value;

const sentence = ({ place, field, problem, count, id, value }: Finding): string =>
  `${place}: ${field} ${problem} (${counted(count, 'item')}, e.g. id ${id}: ${shorten(value)})`;

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const keyOf = (place: string, field: string, problem: string): string =>
  JSON.stringify([place, field, problem]);

/** An empty collection of findings. */
export const createFindings = (): Findings => {
  const found = new Map<string, Finding>();
  const put = (finding: Finding): void => {
    const key = keyOf(finding.place, finding.field, finding.problem);
    const known = found.get(key);
    if (known === undefined) {
      found.set(key, finding);
      return;
    }
    const example = finding.id < known.id ? finding : known;
    found.set(key, { ...example, count: known.count + finding.count, lastId: finding.lastId });
  };
  return {
    add: (place, field, problem, id, value) => {
      const known = found.get(keyOf(place, field, problem));
      if (known?.lastId !== id) put({ place, field, problem, id, value, count: 1, lastId: id });
    },
    merge: (other) => {
      for (const finding of other.entries()) put(finding);
    },
    entries: () => [...found.values()],
    sentences: () => [...found.values()].map(sentence).sort(byText),
  };
};
