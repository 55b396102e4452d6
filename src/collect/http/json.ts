/** A JSON value; an integer that a double cannot hold is a bigint. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export const isJsonObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** True for a JSON array; `Array.isArray` does not narrow a readonly one. */
export const isJsonArray = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

// A token between structural characters, so that digits inside text or behind a decimal point do not cost the slow path.
const MANY = 16;
const LONG_INTEGER = /(?:^|[[:,])\s*-?\d{16,}\s*(?:[,}\]]|$)/;
const LONG_INTEGERS = /(^|[[:,\s])(-?\d{16,})(?=[\s,}\]]|$)/g;

const endOfString = (text: string, open: number): number => {
  for (let at = text.indexOf('"', open + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return text.length - 1;
};

const quoteLongIntegers = (text: string, mark: string): string => {
  const parts: string[] = [];
  let from = 0;
  while (from < text.length) {
    const open = text.indexOf('"', from);
    const plain = text.slice(from, open < 0 ? text.length : open);
    parts.push(
      plain.replace(LONG_INTEGERS, (_, before: string, digits: string) => `${before}"${mark}${digits}"`),
    );
    if (open < 0) break;
    const close = endOfString(text, open);
    parts.push(text.slice(open, close + 1));
    from = close + 1;
  }
  return parts.join('');
};

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** True where so many digits stand in a row that one of them is the last of some `MANY` characters. */
const hasManyDigits = (text: string): boolean => {
  for (let at = MANY - 1; at < text.length; at += MANY) {
    if (!isDigit(text.charCodeAt(at))) continue;
    let from = at;
    while (from > 0 && isDigit(text.charCodeAt(from - 1))) from -= 1;
    let to = at + 1;
    while (to < text.length && isDigit(text.charCodeAt(to))) to += 1;
    if (to - from >= MANY) return true;
  }
  return false;
};

const toInteger = (digits: string): number | bigint => {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
};

/**
 * Parses JSON without losing digits of an integer: one beyond ±(2^53−1) becomes a bigint.
 * @param text a JSON document
 * @throws SyntaxError when it is not JSON
 */
export const parseJson = (text: string): Json => {
  if (!hasManyDigits(text) || !LONG_INTEGER.test(text)) return JSON.parse(text) as Json;
  // Written anew, so that no escape can hide a text that looks like the mark.
  const canonical = JSON.stringify(JSON.parse(text));
  let mark = 'integer:';
  while (canonical.includes(mark)) mark = `_${mark}`;
  return JSON.parse(quoteLongIntegers(text, mark), (_, value: unknown) =>
    typeof value === 'string' && value.startsWith(mark) ? toInteger(value.slice(mark.length)) : value,
  ) as Json;
};

const writeSlowly = (value: Json): string => {
  if (typeof value === 'bigint') return value.toString();
  if (isJsonArray(value)) return `[${value.map(writeSlowly).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${writeSlowly(item)}`);
  return `{${members.join(',')}}`;
};

/** JSON text of a value, in which a bigint is an integer again. */
export const writeJson = (value: Json): string => {
  try {
    return JSON.stringify(value);
  } catch {
    // JSON.stringify refuses bigint, which only ids beyond 2^53 are.
    return writeSlowly(value);
  }
};
