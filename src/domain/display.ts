import { plainDecimal, roundDecimal, shiftDecimal } from './decimal.ts';

/** How numbers and dates are written in one language. */
export interface Locale {
  readonly decimal_mark: string;
  readonly group_separator: string;
  readonly minus: string;
  /** Pattern of a date in tables, with `{yyyy}`, `{mm}`, `{dd}`, `{d}` and `{month_name}`. */
  readonly date: string;
  /** Pattern of a date in a sentence, same fields. */
  readonly long_date: string;
  /** January first. */
  readonly month_names: readonly string[];
}

/** How a cell is written. Percent means that the value is a share of 1. */
export type CellFormat =
  | {
      readonly kind: 'number';
      readonly decimals: number;
      readonly is_percent: boolean;
      readonly is_grouped: boolean;
      readonly is_signed: boolean;
    }
  | { readonly kind: 'date' }
  | { readonly kind: 'text' }
  | { readonly kind: 'code' };

/** A value as the model holds it: exact decimal text, `YYYY-MM-DD`, or text; null is unknown. */
export type CellValue = string | null;

const grouped = (digits: string, separator: string): string =>
  digits.replace(/\B(?=(\d{3})+(?!\d))/g, separator);

const isZero = (text: string): boolean => /^-?0*\.?0*$/.test(text);

/**
 * A decimal as people read it. What is not zero never shows as zero: 0.004 with two decimals is `<0.01`.
 * @param text exact decimal text
 */
export const displayNumber = (
  text: string,
  format: Extract<CellFormat, { kind: 'number' }>,
  locale: Locale,
): string => {
  const value = format.is_percent ? shiftDecimal(text, 2) : plainDecimal(text);
  const rounded = roundDecimal(value, format.decimals);
  const isNegative = value.startsWith('-');
  const isTiny = isZero(rounded) && !isZero(value);
  const shown = isTiny ? roundDecimal(`1e-${format.decimals}`, format.decimals) : rounded.replace('-', '');
  const [whole = '0', fraction] = shown.split('.');
  const digits = `${format.is_grouped ? grouped(whole, locale.group_separator) : whole}${
    fraction === undefined ? '' : `${locale.decimal_mark}${fraction}`
  }`;
  const sign = isNegative ? locale.minus : format.is_signed && !isZero(value) ? '+' : '';
  const tiny = isTiny ? (isNegative ? '>' : '<') : '';
  return `${tiny}${sign}${digits}${format.is_percent ? '\u00a0%' : ''}`;
};

/** A date by a pattern of the locale (see {@link Locale}). */
export const displayDate = (day: string, pattern: string, locale: Locale): string => {
  const [yyyy = '', mm = '', dd = ''] = day.split('-');
  const fields: Readonly<Record<string, string>> = {
    yyyy,
    mm,
    dd,
    d: String(Number(dd)),
    month_name: locale.month_names[Number(mm) - 1] ?? mm,
  };
  return pattern.replace(/\{(\w+)\}/g, (whole, name: string) => fields[name] ?? whole);
};

/** A known cell as people read it, the same in every printed format. */
export const displayCell = (value: string, format: CellFormat, locale: Locale): string => {
  if (format.kind === 'number') return displayNumber(value, format, locale);
  if (format.kind === 'date') return displayDate(value, locale.date, locale);
  return value;
};
