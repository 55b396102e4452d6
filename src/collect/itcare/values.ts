import type { CivilDate } from '../../domain/civil-date.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject, writeJson } from '../http/json.ts';
import type { Findings } from './findings.ts';
import type { Dates } from './instants.ts';

/**
 * Reads the fields of one item of ITCare: missing, null and blank are null; anything of another type or out of
 * range is null (or kept as text) and reported. Of two field names the first that says something counts.
 */
export interface ItemReader {
  text(field: string, other?: string): string | null;
  /** Text that many items have in common. */
  label(field: string, other?: string): string | null;
  /**
   * What `read` made of a part of an item, once for all items in which the part says the same.
   * @param text all of the part; a part with something odd is read, and reported, each time
   */
  once<T>(text: string, read: () => T): T;
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
  /** A reader of the object that a field holds, as long as this one stays at its item; where there is none, of an empty one. */
  within(field: string): ItemReader;
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

/** More different texts than this are not what items have in common, and not worth keeping. */
const MAX_SHARED = 10_000;
const NO_ITEMS: readonly never[] = [];
const NO_MEMBERS: JsonObject = {};

/** A reader that is led from item to item: made once a list, since a list has tens of thousands. */
export interface MovingReader {
  /** The reader, at this item from now on. */
  at(item: JsonObject, id: bigint): ItemReader;
}

/** Keeps something for each text; forgets all when there are too many. */
const keep = <T>(kept: Map<string, T>, text: string, value: T): T => {
  if (kept.size >= MAX_SHARED) kept.clear();
  kept.set(text, value);
  return value;
};

/** Finds the values of one item after the other, and reports what is odd about them. */
const createFinder = ({ place, findings }: ReaderContext, prefix: string) => {
  let item: JsonObject = {};
  let id = 0n;
  let reports = 0;
  const report: Report = (field, value, problem) => {
    reports += 1;
    findings.add(place, prefix + field, problem, id, writeJson(value));
  };

  // The fields are ours, none is called as a method of Object is.
  const find = (field: string): Json | undefined => item[field];

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

  const member = (field: string): JsonObject => {
    const value = find(field);
    if (isBlank(value)) return NO_MEMBERS;
    if (isJsonObject(value)) return value;
    report(field, value, 'is not an object, taken as unknown');
    return NO_MEMBERS;
  };

  const moveTo = (nextItem: JsonObject, nextId: bigint): void => {
    item = nextItem;
    id = nextId;
  };
  return { report, find, first, elements, member, moveTo, id: () => id, reports: () => reports };
};

/**
 * A reader of the items of one list.
 * @param prefix where its items stand within another, for messages
 */
export const createReader = (context: ReaderContext, prefix = ''): MovingReader => {
  const { report, find, first, elements, member, moveTo, id, reports } = createFinder(context, prefix);
  const nested = new Map<string, MovingReader>();
  const nestedReader = (place: string): MovingReader => {
    const known = nested.get(place) ?? createReader(context, prefix + place);
    nested.set(place, known);
    return known;
  };
  const labels = new Map<string, string>();
  const parts = new Map<string, unknown>();
  const readInstant = readDate(context.dates.instant);
  const readCivilDate = readDate(context.dates.civilDate);
  const reader: ItemReader = {
    text: (field, other) => first(readText, field, other),
    label: (field, other) => {
      const text = first(readText, field, other);
      return text === null ? null : (labels.get(text) ?? keep(labels, text, text));
    },
    once: <T>(text: string, read: () => T): T => {
      // A text is the part itself, so that what was read of it is what would be read now.
      if (parts.has(text)) return parts.get(text) as T;
      const before = reports();
      const part = read();
      if (reports() === before) keep<unknown>(parts, text, part);
      return part;
    },
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
    within: (field) => nestedReader(`${field}.`).at(member(field), id()),
    each: (field, read) => {
      const list = elements(field);
      if (list.length === 0) return NO_ITEMS;
      const inner = nestedReader(`${field}[].`);
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
