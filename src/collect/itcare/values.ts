import type { CivilDate } from '../../domain/civil-date.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../http/json.ts';
import type { Findings } from './findings.ts';
import type { Dates } from './instants.ts';

/**
 * Reads the fields of one item of ITCare: missing, null and blank are null; anything of another type or out of
 * range is null (or kept as text) and reported. Of several field names the first that says something counts.
 */
export interface ItemReader {
  text(...fields: readonly string[]): string | null;
  /** Text that is expected to be one of `known` (letters compared); another value is kept and reported. */
  code(known: readonly string[], ...fields: readonly string[]): string | null;
  id(...fields: readonly string[]): bigint | null;
  /** A number that is not negative. */
  size(...fields: readonly string[]): number | null;
  flag(...fields: readonly string[]): boolean | null;
  /** Epoch milliseconds. */
  instant(...fields: readonly string[]): number | null;
  civilDate(...fields: readonly string[]): CivilDate | null;
  /** The objects of a list, each with a reader of its own; empty when there is none. */
  items(field: string): readonly ItemReader[];
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

const show = (value: Json): string =>
  typeof value === 'bigint'
    ? value.toString()
    : JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? item.toString() : item));

const letters = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9]/g, '');

const isBlank = (value: Json | undefined): value is null | undefined =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

export interface ReaderContext {
  /** What messages call the list. */
  readonly place: string;
  readonly id: bigint;
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

/**
 * A reader of one item's fields.
 * @param prefix where the item stands within another, for messages
 */
export const readItem = (item: JsonObject, context: ReaderContext, prefix = ''): ItemReader => {
  const { place, id, dates, findings } = context;
  const report: Report = (field, value, problem) =>
    void findings.add(place, prefix + field, problem, id, show(value));

  const find = (field: string): Json | undefined => {
    let value: Json | undefined = item;
    for (const key of pathOf(field)) {
      if (isBlank(value)) return undefined;
      if (!isJsonObject(value)) return report(field, value, 'is not where it should be, taken as unknown');
      value = Object.hasOwn(value, key) ? value[key] : undefined;
    }
    return value;
  };

  const first = <T>(fields: readonly string[], read: Read<T>): T | null => {
    for (const field of fields) {
      const value = find(field);
      if (isBlank(value)) continue;
      const result = read(value, field, report);
      if (result !== undefined) return result;
    }
    return null;
  };

  const elements = (field: string): readonly Json[] => {
    const value = find(field);
    if (isBlank(value)) return [];
    if (isJsonArray(value)) return value;
    report(field, value, 'is not a list, taken as empty');
    return [];
  };

  return {
    text: (...fields) => first(fields, readText),
    code: (known, ...fields) => first(fields, readCode(known)),
    id: (...fields) => first(fields, readId),
    size: (...fields) => first(fields, readSize),
    flag: (...fields) => first(fields, readFlag),
    instant: (...fields) => first(fields, readDate(dates.instant)),
    civilDate: (...fields) => first(fields, readDate(dates.civilDate)),
    items: (field) =>
      elements(field).flatMap((element) => {
        if (isJsonObject(element)) return [readItem(element, context, `${prefix}${field}[].`)];
        report(field, element, 'holds something that is not an object, left out');
        return [];
      }),
    texts: (field) =>
      elements(field).flatMap((element) => {
        if (isBlank(element)) return [];
        const text = readText(element, field, report);
        return text === undefined ? [] : [text];
      }),
  };
};
