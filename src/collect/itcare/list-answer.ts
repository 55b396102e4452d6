import { sourceError } from '../../domain/errors.ts';
import type { GetOptions, HttpClient, Query } from '../http/client.ts';
import type { Json } from '../http/json.ts';
import { parseList } from '../http/json-list.ts';
import type { RawItem } from './raw-item.ts';

/** An answer that holds a list, by itself or under `content`. */
export interface ListAnswer<T> {
  /** The document, its list empty. */
  readonly envelope: Json;
  /** What was read of its elements; undefined when the document holds no list. */
  readonly elements: readonly T[] | undefined;
}

/**
 * Asks for a list.
 * @param read one element; they are read one after the other, so that none has to be kept
 * @returns `missing` when it answers 404
 * @throws exit 4 when the answer or an element cannot be read
 */
export const getList = async <T>(
  client: HttpClient,
  path: string,
  query: Query,
  options: GetOptions,
  read: (element: Json, raw: RawItem) => T,
): Promise<ListAnswer<T> | 'missing'> => {
  const { status, body } = await client.get(parseList, path, query, options);
  if (status === 404) return 'missing';
  if (body === null) return { envelope: null, elements: undefined };
  try {
    const elements = body.map?.(read);
    return { envelope: body.envelope(), elements };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const why = `GET ${path} answered ${status} with text that is not JSON: ${error.message}`;
    throw sourceError(why, { cause: error });
  }
};
