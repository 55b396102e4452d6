import { resolve } from 'node:path';
import { didYouMean } from '../../domain/suggest.ts';
import { isTimeZone, likelyTimeZone } from '../../domain/time-zone.ts';

/** A setting's value, as plain data; null where there is none. */
export type SettingValue =
  | string
  | number
  | readonly string[]
  | readonly number[]
  | Readonly<Record<string, string>>
  | null;

/** A value read, or what is wrong with the text it came from (`is not …`), without the text itself. */
export type Reading = { readonly value: SettingValue } | { readonly problem: string };

/** What a setting may be. `one` reads a text; `list` and `map` have their own shape in the file. */
export interface Kind {
  readonly shape: 'one' | 'list' | 'map';
  /** A text that nothing was wrong with could stand here, so `${NAME}` may stay as it is when it is not needed. */
  readonly isText: boolean;
  /** In words, after "expected". */
  readonly expected: string;
  /** @param base absolute folder that relative paths start from */
  readonly read: (text: string, base: string) => Reading;
}

const one = (expected: string, isText: boolean, read: Kind['read']): Kind => ({
  shape: 'one',
  isText,
  expected,
  read,
});

/** Any text, kept as it is. */
export const text = (expected: string): Kind => one(expected, true, (value) => ({ value }));

/** A path of a file, a folder or a glob; absolute once read. */
export const path = (expected: string): Kind =>
  one(expected, true, (value, base) => ({ value: resolve(base, value) }));

/** One of a few words. */
export const choice = (...words: readonly string[]): Kind =>
  one(words.join(' or '), true, (value) =>
    words.includes(value) ? { value } : { problem: `is not allowed${didYouMean(value, words)}` },
  );

/** An IANA time zone. */
export const timeZone: Kind = one('an IANA time zone such as Europe/Paris', true, (value) => {
  if (isTimeZone(value)) return { value };
  const likely = likelyTimeZone(value);
  return {
    problem: `is not a known time zone${likely === undefined ? '' : `; did you mean '${likely}'?`}`,
  };
});

/** A web address; a slash at its end is dropped, so that a path can be put behind it. */
export const webAddress: Kind = one('a web address such as https://host/path', true, (value) => {
  const isUsable = /^https?:\/\/[^\s]+$/i.test(value) && URL.canParse(value);
  return isUsable ? { value: value.replace(/\/+$/, '') } : { problem: 'is not a web address' };
});

/** The address before `/api/v1`. */
export const prometheusAddress: Kind = {
  ...webAddress,
  expected: 'the web address before /api/v1, such as http://localhost:9090',
  read: (value, base) => {
    if (/\/api\/v1\/?$/.test(value)) return { problem: 'already ends in /api/v1' };
    return webAddress.read(value, base);
  },
};

interface Range {
  readonly min?: number;
  readonly above?: number;
  readonly max?: number;
}

const isWithin = (value: number, { min, above, max }: Range): boolean =>
  Number.isFinite(value) &&
  (min === undefined || value >= min) &&
  (above === undefined || value > above) &&
  (max === undefined || value <= max);

const rangeWords = ({ min, above, max }: Range): string => {
  if (above !== undefined) return ` above ${above}${max === undefined ? '' : `, at most ${max}`}`;
  return min === undefined || max === undefined ? '' : ` from ${min} to ${max}`;
};

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const WHOLE = /^[+-]?\d{1,15}$/;

const ranged = (noun: string, pattern: RegExp, range: Range): Kind =>
  one(`${noun}${rangeWords(range)}`, false, (value) => {
    if (!pattern.test(value)) return { problem: `is not ${noun}` };
    const number = Number(value);
    return isWithin(number, range) ? { value: number } : { problem: 'is out of range' };
  });

/** A number with a decimal point. */
export const decimal = (range: Range): Kind => ranged('a number', NUMBER, range);

/** A whole number. */
export const whole = (range: Range): Kind => ranged('a whole number', WHOLE, range);

/** An amount of memory as DuckDB writes it. */
export const memory: Kind = one('an amount of memory such as 2GB, 500MB or 1.5GiB', true, (value) => {
  const match = /^(\d+(?:\.\d+)?)\s*([KMGT]i?B)$/i.exec(value);
  const isUsable = match !== null && Number(match[1]) > 0;
  return isUsable ? { value } : { problem: 'is not an amount of memory' };
});

const listOf = (
  expected: string,
  item: Kind,
  collect: (values: readonly SettingValue[]) => SettingValue,
) => ({
  shape: 'list' as const,
  isText: false,
  expected,
  read: (value: string, base: string): Reading => {
    const readings = value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map((part) => item.read(part, base));
    const bad = readings.find((reading) => 'problem' in reading);
    if (bad !== undefined) return bad;
    return { value: collect(readings.map((reading) => ('value' in reading ? reading.value : null))) };
  },
});

/** Folders; in a text with commas between them. */
export const folders: Kind = listOf('a list of folders', path('a folder'), (values) =>
  values.filter((value) => typeof value === 'string'),
);

/** Whole numbers; in a text with commas between them. */
export const wholeNumbers: Kind = listOf(
  'a list of whole numbers',
  ranged('a whole number', WHOLE, { min: 0 }),
  (values) => values.filter((value) => typeof value === 'number'),
);

/** Names and texts that go into the headers of a request; only in the file. */
export const headers: Kind = {
  shape: 'map',
  isText: true,
  expected: 'a text without line ends',
  read: (value) => (/[\r\n\0]/.test(value) ? { problem: 'has a line end' } : { value }),
};
