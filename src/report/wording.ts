import { z } from 'zod';
import { checkedYaml } from '../domain/checked-yaml.ts';
import { addDays } from '../domain/civil-date.ts';
import { type CellFormat, displayDate, type Locale } from '../domain/display.ts';
import { usageError } from '../domain/errors.ts';
import type { Period } from '../domain/period.ts';
import type { Labels } from './model.ts';

/** One language's words: nothing that a reader sees is in code. */
export interface Wording {
  readonly language: string;
  readonly locale: Locale;
  readonly has: (key: string) => boolean;
  /** The text of a key. Throws exit 2 when there is none. */
  readonly text: (key: string) => string;
}

interface Nested {
  readonly [key: string]: string | Nested;
}

const nested: z.ZodType<Nested> = z.lazy(() => z.record(z.string(), z.union([z.string(), nested])));

const wordingSchema = z.strictObject({
  language: z.string().min(2),
  locale: z.strictObject({
    decimal_mark: z.string().length(1),
    group_separator: z.string().max(1),
    minus: z.string().length(1),
    date: z.string().min(1),
    long_date: z.string().min(1),
    month_names: z.array(z.string().min(1)).length(12),
  }),
  words: nested,
});

const flatten = (words: Nested, prefix = ''): [string, string][] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${prefix}${key}`, value] as [string, string]]
      : flatten(value, `${prefix}${key}.`),
  );

/**
 * Reads a wording file.
 * @param text YAML with `language`, `locale` and nested `words`
 * @param file its name for messages
 * @param own words that a report brings itself; they win
 * @throws exit 2 with every mistake as `file:line:column`
 */
export const parseWording = (text: string, file: string, own: unknown = {}): Wording => {
  const { value } = checkedYaml(text, file, wordingSchema);
  const extra = nested.safeParse(own);
  const words = new Map([...flatten(value.words), ...(extra.success ? flatten(extra.data) : [])]);
  return {
    language: value.language,
    locale: value.locale,
    has: (key) => words.has(key),
    text: (key) => {
      const found = words.get(key);
      if (found === undefined) throw usageError(`${file}: no wording for "${key}"`);
      return found;
    },
  };
};

const formatsSchema = z.record(
  z.string(),
  z.strictObject({
    kind: z.enum(['number', 'date', 'text', 'code']),
    decimals: z.int().min(0).max(18).default(0),
    is_percent: z.boolean().default(false),
    is_grouped: z.boolean().default(true),
    is_signed: z.boolean().default(false),
  }),
);

/** Reads the named formats. Throws exit 2 with every mistake as `file:line:column`. */
export const parseFormats = (text: string, file: string): ReadonlyMap<string, CellFormat> => {
  const { value } = checkedYaml(text, file, formatsSchema);
  return new Map(
    Object.entries(value).map(([name, { kind, ...rest }]): [string, CellFormat] => [
      name,
      kind === 'number' ? { kind, ...rest } : { kind },
    ]),
  );
};

/** `{field}`, or `{field|one|many}`: words that agree with a count. */
const FIELD = /\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g;

/** Puts the values of `{field}` and the words of `{field|one|many}` into a text; a field without value stays as it is written. */
export const fill = (template: string, fields: Readonly<Record<string, string | undefined>>): string =>
  template.replace(FIELD, (whole, name: string, one?: string, many?: string) => {
    const value = fields[name];
    if (value === undefined) return whole;
    return (value === '1' ? one : many) ?? value;
  });

/** The fields that a template names. */
export const fieldsOf = (template: string): string[] =>
  [...template.matchAll(FIELD)].map((match) => match[1] ?? '');

/** What a span of days is: a whole calendar month, a whole calendar year, one day, or none of these. */
export const periodKind = ({ from, to }: Period): 'month' | 'year' | 'day' | 'range' => {
  if (from === to) return 'day';
  const year = from.slice(0, 4);
  if (from === `${year}-01-01` && to === `${year}-12-31`) return 'year';
  const isMonth =
    from.slice(0, 7) === to.slice(0, 7) && from.endsWith('-01') && addDays(to, 1).endsWith('-01');
  return isMonth ? 'month' : 'range';
};

/** A period in words: a month, a year, a day, or from one date to another. */
export const periodText = (period: Period, wording: Wording): string => {
  const long = (day: string): string => displayDate(day, wording.locale.long_date, wording.locale);
  const kind = periodKind(period);
  if (kind === 'day') return long(period.from);
  return fill(wording.text(`period.${kind}`), {
    year: period.from.slice(0, 4),
    month_name: wording.locale.month_names[Number(period.from.slice(5, 7)) - 1],
    from: long(period.from),
    to: long(period.to),
  });
};

/** The words that the formats need. */
export const labelsOf = (wording: Wording): Labels => ({
  contents: wording.text('render.contents'),
  sheets: wording.text('render.sheets'),
  page: wording.text('render.page'),
  total: wording.text('render.total'),
  cover: wording.text('render.cover'),
  notes: wording.text('render.notes'),
  rows_left_out: wording.text('render.rows_left_out'),
  unprintable: wording.text('render.unprintable'),
  made_by: wording.text('render.made_by'),
});
