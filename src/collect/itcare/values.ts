import type { CivilDate } from '../../domain/civil-date.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject, writeJson } from '../http/json.ts';
import type { Findings } from './findings.ts';
import type { Dates } from './instants.ts';

/**
 * Reads the fields of one item of ITCare: missing, null and blank are null; anything of another type or out of
 * range is null (or kept as text) and reported. Of two field names the first that says something counts. A dot leads
 * into a nested object.
 */
export interface ItemReader {
  text(field: string, other?: string): string | null;
  /** Text that many items have in common. */
  label(field: string, other?: string): string | null;
  /** The one copy of a text that many items have in common: of a whole estate, the copies take more memory than the rest. */
  shared(text: string): string;
  /** Text that is expected to be one of `known` (letters compared); another value is kept and reported. */
  code(known: readonly string[], field: string, other?: string): string | null;
  id(field: string, other?: string): bigint | null;
  /** A number that is not negative. */
  size(field: string, other?: string): number | null;
  flag(field: string, other?: string): boolean | null;
  /** Epoch milliseconds. */
  instant(field: string, other?: string): number | null;
  civilDate(field: string, other?: string): CivilDate | null;
  /** The value as it came; null where it is missing, null or blank. */
  json(field: string): Json | null;
  /** What `read` gives of each object of a list, read one after the other; empty when there is none. */
  each<T>(field: string, read: (item: ItemReader, json: JsonObject) => T): readonly T[];
  /** The texts of a list. */
  texts(field: string): readonly string[];
}

const MIN_ID = -(2n ** 63n);
const MAX_ID = 2n ** 63n - 1n;

/** An id from a number, a bigint or digits, within DuckDB's BIGINT; undefined for anything else. */
export const toId = (value: Json | undefined): bigint | undefined => {
  if (
    typeof value === 'string'
      ? !/^\s*-?\d+\s*$/.test(value)
      : typeof value !== 'bigint' && !Number.isSafeInteger(value)
  ) {
    return undefined;
  }
  const id = BigInt(value as string | number | bigint);
  return id >= MIN_ID && id <= MAX_ID ? id : undefined;
};

const letters = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9]/g, '');

const SPACE = 32;
const LAST_ASCII = 127;

/** Only text that begins with a blank, or with a character that may be one, is worth trimming. */
const isBlankText = (text: string): boolean => {
  const first = text.charCodeAt(0);
  return text === '' || ((first <= SPACE || first > LAST_ASCII) && text.trim() === '');
};

const isBlank = (value: Json | undefined): value is null | undefined =>
  value === undefined || value === null || (typeof value === 'string' && isBlankText(value));

export interface ReaderContext {
  /** What messages call the list. */
  readonly place: string;
  readonly dates: Dates;
  readonly findings: Findings;
}

/** Says that a field is odd; undefined, so that a read can return it. */
type Report = (field: string, value: Json, problem: string) => undefined;

/** Reads a value already found, or reports it; undefined lets the next field speak. */
type Read<T> = (value: Json, field: string, report: Report) => T | undefined;

const readText: Read<string> = (value, field, report) => {
  if (typeof value === 'string') return value;
  if (typeof value === 'object') return report(field, value, 'is not text, taken as unknown');
  report(field, value, 'is not text, kept as text');
  return String(value);
};

const readCode =
  (known: readonly string[]): Read<string> =>
  (value, field, report) => {
    const text = readText(value, field, report);
    if (text === undefined || known.includes(text)) return text;
    if (!known.some((one) => letters(one) === letters(text))) {
      report(field, value, 'has a value that is not documented, kept');
    }
    return text;
  };

const readId: Read<bigint> = (value, field, report) =>
  toId(value) ?? report(field, value, 'is not an id, taken as unknown');

const readSize: Read<number> = (value, field, report) => {
  if (typeof value !== 'number' && typeof value !== 'bigint') {
    return report(field, value, 'is not a number, taken as unknown');
  }
  if (!Number.isFinite(Number(value)))
    return report(field, value, 'is not a finite number, taken as unknown');
  return value < 0 ? report(field, value, 'is negative, taken as unknown') : Number(value);
};

const readFlag: Read<boolean> = (value, field, report) =>
  typeof value === 'boolean' ? value : report(field, value, 'is neither true nor false, taken as unknown');

const readDate =
  <T>(parse: (text: string) => T | undefined): Read<T> =>
  (value, field, report) =>
    (typeof value === 'string' ? parse(value) : undefined) ??
    report(field, value, 'is not a date, taken as unknown');

const paths = new Map<string, readonly string[]>();
const pathOf = (field: string): readonly string[] => {
  const known = paths.get(field);
  if (known !== undefined) return known;
  const path = field.split('.');
  paths.set(field, path);
  return path;
};

const valueAt = (item: JsonObject, path: readonly string[], report: Report): Json | undefined => {
  let value: Json | undefined = item;
  let depth = 0;
  for (const key of path) {
    if (isBlank(value)) return undefined;
    if (!isJsonObject(value)) {
      return report(path.slice(0, depth).join('.'), value, 'is not an object, taken as unknown');
    }
    value = value[key];
    depth += 1;
  }
  return value;
};

const MAX_COPIES = 10_000;
const NO_ITEMS: readonly never[] = [];

/** A reader that is led from item to item: made once a list, since a list has tens of thousands. */
export interface MovingReader {
  /** The reader, at this item from now on. */
  at(item: JsonObject, id: bigint): ItemReader;
}

const copiesOf = (): ((text: string) => string) => {
  const copies = new Map<string, string>();
  return (text) => {
    const known = copies.get(text);
    if (known !== undefined) return known;
    if (copies.size >= MAX_COPIES) copies.clear();
    copies.set(text, text);
    return text;
  };
};

/** Finds the values of one item after the other, and reports what is odd about them. */
const createFinder = ({ place, findings }: ReaderContext, prefix: string) => {
  let item: JsonObject = {};
  let id = 0n;
  const report: Report = (field, value, problem) =>
    void findings.add(place, prefix + field, problem, id, writeJson(value));

  // The fields are ours, none is called as a method of Object is.
  const find = (field: string): Json | undefined => {
    const value = item[field];
    if (value !== undefined) return value;
    const path = pathOf(field);
    return path.length === 1 ? undefined : valueAt(item, path, report);
  };

  const first = <T>(read: Read<T>, field: string, other: string | undefined): T | null => {
    const value = find(field);
    const result = isBlank(value) ? undefined : read(value, field, report);
    if (result !== undefined) return result;
    return other === undefined ? null : first(read, other, undefined);
  };

  const elements = (field: string): readonly Json[] => {
    const value = find(field);
    if (isBlank(value)) return NO_ITEMS;
    if (isJsonArray(value)) return value;
    report(field, value, 'is not a list, taken as empty');
    return NO_ITEMS;
  };

  const moveTo = (nextItem: JsonObject, nextId: bigint): void => {
    item = nextItem;
    id = nextId;
  };
  return { report, find, first, elements, moveTo, id: () => id };
};

/**
 * A reader of the items of one list.
 * @param prefix where its items stand within another, for messages
 */
export const createReader = (context: ReaderContext, prefix = ''): MovingReader => {
  const { report, find, first, elements, moveTo, id } = createFinder(context, prefix);
  const nested = new Map<string, MovingReader>();
  const nestedReader = (field: string): MovingReader => {
    const known = nested.get(field) ?? createReader(context, `${prefix}${field}[].`);
    nested.set(field, known);
    return known;
  };
  const shared = copiesOf();
  const readInstant = readDate(context.dates.instant);
  const readCivilDate = readDate(context.dates.civilDate);
  const reader: ItemReader = {
    text: (field, other) => first(readText, field, other),
    label: (field, other) => {
      const text = first(readText, field, other);
      return text === null ? null : shared(text);
    },
    shared,
    code: (known, field, other) => first(readCode(known), field, other),
    id: (field, other) => first(readId, field, other),
    size: (field, other) => first(readSize, field, other),
    flag: (field, other) => first(readFlag, field, other),
    instant: (field, other) => first(readInstant, field, other),
    civilDate: (field, other) => first(readCivilDate, field, other),
    json: (field) => {
      const value = find(field);
      return isBlank(value) ? null : value;
    },
    each: (field, read) => {
      const list = elements(field);
      if (list.length === 0) return NO_ITEMS;
      const inner = nestedReader(field);
      const results = [];
      for (const element of list) {
        if (isJsonObject(element)) results.push(read(inner.at(element, id()), element));
        else report(field, element, 'holds something that is not an object, left out');
      }
      return results;
    },
    texts: (field) =>
      elements(field).flatMap((element) => {
        const text = isBlank(element) ? undefined : readText(element, field, report);
        return text === undefined ? [] : [text];
      }),
  };
  return {
    at: (item, itemId) => {
      moveTo(item, itemId);
      return reader;
    },
  };
};
