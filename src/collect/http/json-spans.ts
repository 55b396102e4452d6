const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;
const LAST_SPACE = 0x20;

/** Where the elements of a list stand in the bytes of a document. */
export interface ElementSpans {
  /** The bracket that opens the list. */
  readonly open: number;
  /** The bracket that closes it. */
  readonly close: number;
  readonly count: number;
  /** The first byte of an element. */
  from(element: number): number;
  /** Behind its last byte. */
  to(element: number): number;
  /** Its members that were asked for, from the quote that opens the name to behind the value, in the order in which they stand. */
  members(element: number): readonly { readonly from: number; readonly to: number }[];
}

// Out of bounds is 0, so that every read is a number: the loops below see each byte of a hundred megabytes.
const byteAt = (bytes: Uint8Array, at: number): number => (at < bytes.length ? (bytes[at] as number) : 0);

/** The first byte from `at` on that is no white space. */
export const skipSpace = (bytes: Uint8Array, at: number): number => {
  let next = at;
  while (next < bytes.length && (bytes[next] as number) <= LAST_SPACE) next += 1;
  return next;
};

const endOfString = (bytes: Uint8Array, open: number): number => {
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

const endOfValue = (bytes: Uint8Array, from: number): number => {
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

const ABSENT = -1;

const indexOfName = (bytes: Uint8Array, open: number, close: number, names: readonly string[]): number => {
  for (let i = 0; i < names.length; i += 1) if (isNamed(bytes, open, close, names[i] as string)) return i;
  return ABSENT;
};

/**
 * Walks over the object that opens at `from` and writes down where it and its members of the given names begin and
 * end; a name with escapes is not recognised.
 */
const noteObject = (bytes: Uint8Array, from: number, names: readonly string[], notes: number[]): number => {
  const end = bytes.length;
  const slot = notes.length;
  notes.push(from, 0);
  for (let i = 0; i < names.length; i += 1) notes.push(ABSENT, ABSENT);
  let depth = 0;
  let at = from;
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      const open = at;
      at = endOfString(bytes, open);
      if (depth !== 1) continue;
      const named = indexOfName(bytes, open, at - 1, names);
      if (named < 0) continue;
      const colon = skipSpace(bytes, at);
      if (bytes[colon] !== COLON) continue;
      at = endOfValue(bytes, skipSpace(bytes, colon + 1));
      notes[slot + 2 + 2 * named] = open;
      notes[slot + 3 + 2 * named] = at;
      continue;
    }
    at += 1;
    if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth += 1;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      depth -= 1;
      if (depth === 0) break;
    }
  }
  notes[slot + 1] = at;
  return at;
};

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Where the list stands: the document itself, or its member `content`. */
const listAt = (bytes: Uint8Array): number | undefined => {
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

const noteElement = (bytes: Uint8Array, from: number, names: readonly string[], notes: number[]): number => {
  if (bytes[from] === OPEN_OBJECT) return noteObject(bytes, from, names, notes);
  const to = endOfValue(bytes, from);
  notes.push(from, to, ...names.flatMap(() => [ABSENT, ABSENT]));
  return to;
};

/** Reads notes of a fixed width: an estate has a hundred thousand elements, too many for an object each. */
const spansOf = (open: number, close: number, notes: Int32Array, width: number): ElementSpans => {
  const note = (element: number, column: number): number => notes[element * width + column] ?? ABSENT;
  return {
    open,
    close,
    count: notes.length / width,
    from: (element) => note(element, 0),
    to: (element) => note(element, 1),
    members: (element) => {
      const found: { readonly from: number; readonly to: number }[] = [];
      for (let column = 2; column < width; column += 2) {
        const from = note(element, column);
        if (from !== ABSENT) found.push({ from, to: note(element, column + 1) });
      }
      return found.length > 1 ? found.sort((a, b) => a.from - b.from) : found;
    },
  };
};

/**
 * Finds the elements of a list in the bytes of a JSON document, so that each can be parsed by itself and kept as it
 * came. Brackets, quotes and the commas between elements are checked; what stands inside them is not.
 * @param bytes of the document: a list, or an object with a list named `content`
 * @param names of the elements' members to be found as well (ASCII)
 * @returns undefined when there is no such list, or it does not end
 */
export const elementSpans = (bytes: Uint8Array, names: readonly string[]): ElementSpans | undefined => {
  const open = listAt(bytes);
  if (open === undefined) return undefined;
  const notes: number[] = [];
  let at = skipSpace(bytes, open + 1);
  while (bytes[at] !== CLOSE_LIST || notes.length > 0) {
    const behind = skipSpace(bytes, noteElement(bytes, at, names, notes));
    if (behind >= bytes.length) return undefined;
    if (bytes[behind] === CLOSE_LIST) {
      at = behind;
      break;
    }
    if (bytes[behind] !== COMMA) return undefined;
    at = skipSpace(bytes, behind + 1);
  }
  return spansOf(open, at, Int32Array.from(notes), 2 + 2 * names.length);
};
