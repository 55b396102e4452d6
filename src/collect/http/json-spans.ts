const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const COMMA = 0x2c;
const LAST_SPACE = 0x20;

/** Where a member of an object stands: from the quote that opens its name to behind its value. */
export interface MemberSpan {
  readonly from: number;
  readonly to: number;
}

// Out of bounds is 0, so that every read is a number: the loops below see each byte of a hundred megabytes.
const byteAt = (bytes: Uint8Array, at: number): number => (at < bytes.length ? (bytes[at] as number) : 0);

/** The first byte from `at` on that is no white space. */
export const skipSpace = (bytes: Uint8Array, at: number): number => {
  let next = at;
  while (next < bytes.length && (bytes[next] as number) <= LAST_SPACE) next += 1;
  return next;
};

/** Behind the string that opens at `open`. */
export const endOfString = (bytes: Uint8Array, open: number): number => {
  const end = bytes.length;
  let at = open + 1;
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) break;
    at += byte === BACKSLASH ? 2 : 1;
  }
  return at + 1;
};

/** Behind the object or list that opens at `from`; only strings can hide a bracket. */
const endOfNested = (bytes: Uint8Array, from: number): number => {
  const end = bytes.length;
  let depth = 0;
  let at = from;
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      at = endOfString(bytes, at);
      continue;
    }
    at += 1;
    if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth += 1;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      depth -= 1;
      if (depth === 0) break;
    }
  }
  return at;
};

/** Behind the value that begins at `from`: its quotes and brackets are minded, what stands between them is not checked. */
export const endOfValue = (bytes: Uint8Array, from: number): number => {
  const first = byteAt(bytes, from);
  if (first === QUOTE) return endOfString(bytes, from);
  if (first === OPEN_OBJECT || first === OPEN_LIST) return endOfNested(bytes, from);
  let at = from;
  for (let byte = first; byte > LAST_SPACE; byte = byteAt(bytes, at)) {
    if (byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_LIST) break;
    at += 1;
  }
  return at;
};

const isNamed = (bytes: Uint8Array, open: number, close: number, name: string): boolean => {
  if (close - open - 1 !== name.length) return false;
  for (let i = 0; i < name.length; i += 1) if (bytes[open + 1 + i] !== name.charCodeAt(i)) return false;
  return true;
};

/** True when the bytes from the quote at `open` to before `end` are one of the names. */
const isAnyOf = (bytes: Buffer, open: number, end: number, names: readonly Buffer[]): boolean => {
  for (const name of names)
    if (name.length === end - open && name.compare(bytes, open, end) === 0) return true;
  return false;
};

/** A member's name as it stands in a document, quotes included. */
export const quotedName = (name: string): Buffer => Buffer.from(`"${name}"`);

/**
 * The members of an object that have one of the given names, in the order in which they stand.
 * @param bytes JSON, from `from` to before `to` one object
 * @param names as `quotedName` gives them, ASCII; in the document a name with escapes is not recognised
 */
export const memberSpans = (
  bytes: Buffer,
  from: number,
  to: number,
  names: readonly Buffer[],
): readonly MemberSpan[] => {
  // Finding bytes is a hundred times faster than walking over them: the walk ends where nothing is left to be found.
  const object = bytes.subarray(from, to);
  const wanted = names.filter((name) => object.includes(name));
  const found: MemberSpan[] = [];
  let at = skipSpace(bytes, from + 1);
  while (found.length < wanted.length && at < to && bytes[at] === QUOTE) {
    const nameTo = endOfString(bytes, at);
    const end = endOfValue(bytes, skipSpace(bytes, skipSpace(bytes, nameTo) + 1));
    if (isAnyOf(bytes, at, nameTo, wanted)) found.push({ from: at, to: end });
    at = skipSpace(bytes, skipSpace(bytes, end) + 1);
  }
  return found;
};

/**
 * A member's name and what follows it in a document without blanks, `name":`. Its opening quote is left out: searches
 * stop at every byte like the first of what they look for, and no byte of JSON is as frequent as a quote.
 */
export const unopenedKey = (name: string): Buffer => Buffer.from(`${name}":`);

/**
 * Members of an object that is known to have them, found without a walk: what stands there once is the member itself,
 * since no string holds a quote that is not escaped.
 * @param keys as `unopenedKey` gives them
 * @returns undefined where one of them stands nowhere, or more than once, or as the end of a longer name
 */
export const soleMembers = (
  bytes: Buffer,
  from: number,
  to: number,
  keys: readonly Buffer[],
): readonly MemberSpan[] | undefined => {
  const found: MemberSpan[] = [];
  const object = bytes.subarray(from, to);
  for (const key of keys) {
    const at = object.indexOf(key);
    const behind = at + key.length;
    if (at < 0 || object[at - 1] !== QUOTE || object.indexOf(key, behind) >= 0) return undefined;
    found.push({ from: from + at - 1, to: endOfValue(bytes, skipSpace(bytes, from + behind)) });
  }
  return found.sort((a, b) => a.from - b.from);
};

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Where the list opens: the document itself, or its member `content`; undefined when there is none. */
export const listAt = (bytes: Uint8Array): number | undefined => {
  const hasMark = BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte);
  let at = skipSpace(bytes, hasMark ? BYTE_ORDER_MARK.length : 0);
  if (bytes[at] === OPEN_LIST) return at;
  if (bytes[at] !== OPEN_OBJECT) return undefined;
  at = skipSpace(bytes, at + 1);
  while (bytes[at] === QUOTE) {
    const nameTo = endOfString(bytes, at);
    const value = skipSpace(bytes, skipSpace(bytes, nameTo) + 1);
    if (isNamed(bytes, at, nameTo - 1, 'content')) return bytes[value] === OPEN_LIST ? value : undefined;
    at = skipSpace(bytes, skipSpace(bytes, endOfValue(bytes, value)) + 1);
  }
  return undefined;
};
