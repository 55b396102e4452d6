import { isCivilDate } from '../../domain/civil-date.ts';
import type { ReferenceColumn, ReferenceValue } from '../../domain/reference-files.ts';
import { didYouMean } from '../../domain/suggest.ts';
import { quoted } from './finding.ts';

/** A cell read, or what is wrong with it (`'0.8' is below 1; expected a ratio of at least 1`). */
export type ParsedValue = { readonly value: ReferenceValue } | { readonly problem: string };

const MAX_BIGINT = 9_223_372_036_854_775_807n;
const YEARS = { from: 1900, to: 2199 };

const limitsOf = (column: ReferenceColumn, noun: string): string => {
  const { min, above, max } = column;
  if (min !== undefined && max !== undefined) return `${noun} from ${min} to ${max}`;
  if (min !== undefined) return `${noun} of at least ${min}`;
  if (above !== undefined) return `${noun} above ${above}`;
  return max === undefined ? noun : `${noun} of at most ${max}`;
};

const NOUNS: Readonly<Record<ReferenceColumn['type'], string>> = {
  text: 'text',
  date: 'a date as YYYY-MM-DD',
  decimal: 'a number',
  year: 'a year as YYYY',
  integer: 'a whole number',
  bigint: 'a whole number, the id in ITCare',
  period: 'a day as YYYY-MM-DD, a month as YYYY-MM or a year as YYYY',
};

/** What a cell of the column should hold, in words. */
export const expectedOf = (column: ReferenceColumn): string => {
  if (column.expected !== undefined) return column.expected;
  if (column.values) return `one of ${column.values.join(', ')}`;
  return limitsOf(column, NOUNS[column.type]);
};

const problemWith = (text: string, what: string, expected: string): ParsedValue => ({
  problem: `${quoted(text)} ${what}; expected ${expected}`,
});

const limited = (text: string, value: number, column: ReferenceColumn): ParsedValue => {
  const expected = expectedOf(column);
  const { min, above, max } = column;
  if (min !== undefined && value < min) {
    return problemWith(text, min === 0 ? 'is negative' : `is below ${min}`, expected);
  }
  if (above !== undefined && value <= above) return problemWith(text, `is not above ${above}`, expected);
  if (max !== undefined && value > max) return problemWith(text, `is above ${max}`, expected);
  return { value };
};

const isGrouped = (text: string): boolean =>
  /^[+-]?\d{1,3}([ \u00a0\u202f'.,]\d{3})+([.,]\d+)?$/.test(text) && /[ \u00a0\u202f']|[.,].*[.,]/.test(text);

const parseDecimal = (text: string, column: ReferenceColumn, isDecimalComma: boolean): ParsedValue => {
  const expected = expectedOf(column);
  if (isGrouped(text)) return problemWith(text, 'has a thousands separator', `${expected}, without one`);
  if (!isDecimalComma && /^[+-]?\d*,\d+$/.test(text)) {
    return problemWith(
      text,
      'has a comma',
      `${expected}, with a decimal point in a file whose columns are separated by ,`,
    );
  }
  // 1.234 in such a file may be what a spreadsheet made of 1234: a factor of a thousand is not guessed.
  if (isDecimalComma && /^[+-]?[1-9]\d{0,2}\.\d{3}$/.test(text)) {
    return problemWith(text, 'may have a thousands separator', `a decimal comma: ${text.replace('.', ',')}`);
  }
  const plain = isDecimalComma ? text.replace(',', '.') : text;
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(plain)) {
    return problemWith(text, 'is not a number', expected);
  }
  const value = Number(plain);
  return Number.isFinite(value) ? limited(text, value, column) : problemWith(text, 'is too large', expected);
};

const parseInteger = (text: string, column: ReferenceColumn): ParsedValue => {
  if (!/^-?\d{1,15}$/.test(text)) return problemWith(text, 'is not a whole number', expectedOf(column));
  return limited(text, Number(text), column);
};

const parseBigint = (text: string, column: ReferenceColumn): ParsedValue => {
  const expected = expectedOf(column);
  if (!/^\d+$/.test(text)) return problemWith(text, 'is not a whole number', expected);
  const value = BigInt(text);
  return value <= MAX_BIGINT ? { value } : problemWith(text, 'is too large', expected);
};

const parseYear = (text: string, column: ReferenceColumn): ParsedValue => {
  const value = /^\d{4}$/.test(text) ? Number(text) : Number.NaN;
  const isYear = value >= YEARS.from && value <= YEARS.to;
  return isYear ? { value } : problemWith(text, 'is not a year', expectedOf(column));
};

const dateProblem = (text: string, expected: string): ParsedValue => {
  if (/^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}$/.test(text)) {
    return problemWith(text, 'is written as a spreadsheet shows it (DD/MM/YYYY)', expected);
  }
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return problemWith(text, 'does not exist', expected);
  return problemWith(text, 'is not a date', expected);
};

const parseDate = (text: string, column: ReferenceColumn): ParsedValue =>
  isCivilDate(text) ? { value: text } : dateProblem(text, expectedOf(column));

const parsePeriod = (text: string, column: ReferenceColumn): ParsedValue => {
  const isMonthOrYear = /^\d{4}(-(0[1-9]|1[0-2]))?$/.test(text);
  return isMonthOrYear || isCivilDate(text) ? { value: text } : dateProblem(text, expectedOf(column));
};

const parseTyped = (text: string, column: ReferenceColumn, isDecimalComma: boolean): ParsedValue => {
  switch (column.type) {
    case 'text':
      return { value: text };
    case 'decimal':
      return parseDecimal(text, column, isDecimalComma);
    case 'integer':
      return parseInteger(text, column);
    case 'bigint':
      return parseBigint(text, column);
    case 'year':
      return parseYear(text, column);
    case 'date':
      return parseDate(text, column);
    case 'period':
      return parsePeriod(text, column);
  }
};

/**
 * Reads one trimmed cell by its column's type and limits.
 * @param isDecimalComma the file separates columns by `;`: a comma is then a decimal mark, as a point is
 * @returns the value (null for a blank in an optional column), or the problem in words
 */
export const parseValue = (text: string, column: ReferenceColumn, isDecimalComma: boolean): ParsedValue => {
  if (text === '') {
    return column.isOptional ? { value: null } : { problem: `is blank; expected ${expectedOf(column)}` };
  }
  if (column.values && !column.values.includes(text)) {
    return problemWith(text, 'is not allowed', `${expectedOf(column)}${didYouMean(text, column.values)}`);
  }
  return parseTyped(text, column, isDecimalComma);
};
