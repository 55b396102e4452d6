import { sourceError } from '../../domain/errors.ts';
import type { GetOptions, HttpClient, Query } from '../http/client.ts';
import type { Json } from '../http/json.ts';
import { type JsonList, parseList } from '../http/json-list.ts';
import { type RawItem, VOLATILE_MEMBERS } from './raw-item.ts';

/** An answer that holds a list, by itself or under `content`. */
export interface ListAnswer {
  /** The document, its list empty. */
  readonly envelope: Json;
  /**
   * What `read` gives of each element, read one after the other so that none has to be kept.
   * @throws exit 4 when an element is not JSON
   */
  map<T>(read: (element: Json, raw: RawItem) => T): readonly T[];
}

const notJson = (path: string, error: unknown): unknown =>
  error instanceof SyntaxError
    ? sourceError(`GET ${path} answered 200 with text that is not JSON: ${error.message}`, { cause: error })
    : error;

const mapElements = <T>(
  path: string,
  list: JsonList,
  read: (element: Json, raw: RawItem) => T,
): readonly T[] => {
  const results: T[] = [];
  try {
    for (let index = 0; index < list.spans.count; index += 1) {
      results.push(read(list.element(index), { list, index }));
    }
  } catch (error) {
    throw notJson(path, error);
  }
  return results;
};

/**
 * Asks for a list.
 * @returns `missing` when it answers 404, and the document by itself when it holds no list
 * @throws exit 4 when the answer cannot be read
 */
export const getList = async (
  client: HttpClient,
  path: string,
  query: Query,
  options: GetOptions,
): Promise<'missing' | ListAnswer | { readonly envelope: Json; readonly map: undefined }> => {
  const { status, body } = await client.get(
    (answer) => parseList(answer, VOLATILE_MEMBERS),
    path,
    query,
    options,
  );
  if (status === 404) return 'missing';
  if (body === null) return { envelope: null, map: undefined };
  if (body.spans === undefined) return { envelope: body.envelope, map: undefined };
  return { envelope: body.envelope, map: (read) => mapElements(path, body, read) };
};
