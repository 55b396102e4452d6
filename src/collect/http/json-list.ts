import { isJsonArray, isJsonObject, type Json, parseJson } from './json.ts';
import { endOfString, endOfValue, listAt, skipSpace } from './json-spans.ts';

/** Where an element stands in an answer. */
export interface ElementSpan {
  readonly bytes: Buffer;
  readonly from: number;
  /** Behind its last byte. */
  readonly to: number;
}

/** An answer that holds a list, whose elements are parsed one at a time: the trees of a whole page take ten times its bytes. */
export interface JsonList {
  /** The document, its list empty; to be asked for after the elements. */
  envelope(): Json;
  /**
   * What `read` gives of each element.
   * @throws SyntaxError when an element is not JSON
   */
  map<T>(read: (element: Json, span: ElementSpan) => T): readonly T[];
}

const OPEN_OBJECT = 0x7b;
const QUOTE = 0x22;
const COMMA = 0x2c;
const CLOSE_LIST = 0x5d;

/** What stands between two elements that begin with the same name, `},{"id"`; undefined for a list of anything else. */
const borderOf = (bytes: Buffer, first: number): Buffer | undefined => {
  if (bytes[first] !== OPEN_OBJECT || bytes[first + 1] !== QUOTE) return undefined;
  return Buffer.concat([Buffer.from('},'), bytes.subarray(first, endOfString(bytes, first + 1))]);
};

const textOf = (bytes: Buffer, from: number, to: number): string => bytes.toString('utf8', from, to);

interface Place {
  readonly bytes: Buffer;
  /** The bracket that opens the list. */
  readonly open: number;
  readonly border: Buffer | undefined;
}

/**
 * Parses the element at `from`. Where it ends is guessed by the next border, which finds bytes a hundred times faster
 * than walking over them; a border inside the element, or behind the list, cuts off a piece that is not JSON.
 */
const elementAt = (
  { bytes, border }: Place,
  from: number,
): { readonly element: Json; readonly to: number } => {
  const next = border === undefined ? -1 : bytes.indexOf(border, from + 1);
  if (next >= 0) {
    try {
      return { element: parseJson(textOf(bytes, from, next + 1)), to: next + 1 };
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  const to = endOfValue(bytes, from);
  return { element: parseJson(textOf(bytes, from, to)), to };
};

/** Reads all elements; gives their results and the bracket that closes the list. */
const readElements = <T>(
  place: Place,
  read: (element: Json, span: ElementSpan) => T,
): { readonly results: readonly T[]; readonly close: number } => {
  const { bytes, open } = place;
  const results: T[] = [];
  let at = skipSpace(bytes, open + 1);
  if (bytes[at] === CLOSE_LIST) return { results, close: at };
  for (;;) {
    const { element, to } = elementAt(place, at);
    results.push(read(element, { bytes, from: at, to }));
    const behind = skipSpace(bytes, to);
    if (bytes[behind] === CLOSE_LIST) return { results, close: behind };
    if (bytes[behind] !== COMMA) throw new SyntaxError('expected a comma between two elements of a list');
    at = skipSpace(bytes, behind + 1);
  }
};

/** The bracket that seems to close the list: behind the last element, which the last border tells. */
const guessClose = ({ bytes, open, border }: Place): number => {
  const first = skipSpace(bytes, open + 1);
  if (bytes[first] === CLOSE_LIST) return first;
  const last = border === undefined ? -1 : bytes.lastIndexOf(border);
  return skipSpace(bytes, endOfValue(bytes, last < first ? first : last + 2));
};

const withoutList = ({ bytes, open }: Place, close: number): Json => {
  if (bytes[close] !== CLOSE_LIST) throw new SyntaxError('the list does not end');
  return parseJson(textOf(bytes, 0, open + 1).replace(/^\ufeff/, '') + textOf(bytes, close, bytes.length));
};

const parseEnvelope = (place: Place): { readonly envelope: Json; readonly close: number } => {
  const guessed = guessClose(place);
  try {
    return { envelope: withoutList(place, guessed), close: guessed };
  } catch {
    const close = endOfValue(place.bytes, place.open) - 1;
    return { envelope: withoutList(place, close), close };
  }
};

const isList = (envelope: Json): boolean => isJsonArray(isJsonObject(envelope) ? envelope.content : envelope);

/**
 * Parses an answer that should hold a list, by itself or under `content`.
 * @returns `map` undefined where the document holds no list
 * @throws SyntaxError when it is not JSON, as far as that shows without parsing its elements
 */
export const parseList = (body: {
  readonly bytes: Buffer;
  readonly text: string;
}): JsonList | { envelope(): Json; readonly map: undefined } => {
  const { bytes } = body;
  const open = listAt(bytes);
  if (open === undefined) {
    const whole = parseJson(body.text);
    return { envelope: () => whole, map: undefined };
  }
  const place: Place = { bytes, open, border: borderOf(bytes, skipSpace(bytes, open + 1)) };
  let { envelope, close } = parseEnvelope(place);
  // A document that names its list twice, of which JSON takes the last.
  if (!isList(envelope)) return { envelope: () => envelope, map: undefined };
  return {
    envelope: () => envelope,
    map: (read) => {
      const all = readElements(place, read);
      if (all.close !== close) {
        close = all.close;
        envelope = withoutList(place, close);
      }
      return all.results;
    },
  };
};
