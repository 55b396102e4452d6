import { isJsonArray, isJsonObject, type Json, parseJson, writeJson } from './json.ts';
import { type ElementSpans, elementSpans } from './json-spans.ts';

/** A list in an answer, whose elements are parsed one at a time: the trees of a whole page take ten times its bytes. */
export interface JsonList {
  /** The document, its list empty. */
  readonly envelope: Json;
  readonly bytes: Buffer;
  readonly spans: ElementSpans;
  /**
   * Parses an element.
   * @throws SyntaxError when it is not JSON
   */
  element(index: number): Json;
}

const listed = (bytes: Buffer, spans: ElementSpans, envelope: Json): JsonList => ({
  envelope,
  bytes,
  spans,
  element: (index) => parseJson(bytes.toString('utf8', spans.from(index), spans.to(index))),
});

/** A list as an answer, e.g. of one object that came by itself. */
export const writeList = (elements: readonly Json[], names: readonly string[]): JsonList => {
  const bytes = Buffer.from(writeJson(elements));
  const spans = elementSpans(bytes, names);
  if (spans === undefined) throw new TypeError('a list that is no list');
  return listed(bytes, spans, []);
};

const listIn = (body: Json): Json | undefined => (isJsonObject(body) ? body.content : body);

/**
 * Parses an answer that should hold a list, by itself or under `content`.
 * @param names of the elements' members whose places are wanted
 * @returns the document itself where it holds no list
 * @throws SyntaxError when it is not JSON, as far as that shows without parsing its elements
 */
export const parseList = (
  body: { readonly bytes: Buffer; readonly text: string },
  names: readonly string[],
): JsonList | { readonly envelope: Json; readonly spans: undefined } => {
  const { bytes } = body;
  const spans = elementSpans(bytes, names);
  if (spans === undefined) return { envelope: parseJson(body.text), spans: undefined };
  const before = bytes.toString('utf8', 0, spans.open + 1).replace(/^\ufeff/, '');
  const envelope = parseJson(before + bytes.toString('utf8', spans.close));
  // A document that names its list twice, of which JSON takes the last.
  return isJsonArray(listIn(envelope)) ? listed(bytes, spans, envelope) : { envelope, spans: undefined };
};
