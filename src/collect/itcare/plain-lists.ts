import { sourceError } from '../../domain/errors.ts';
import type { HttpClient, Query } from '../http/client.ts';
import { isJsonObject, type JsonObject } from '../http/json.ts';
import { getList } from './list-answer.ts';
import type { RawItem } from './raw-item.ts';
import { toId } from './values.ts';

/**
 * Asks for a list that comes whole.
 * @param path of the operation, its variable parts filled in
 * @param read one item
 * @returns undefined when it answers 404
 * @throws exit 4 when the answer cannot be read or is no list of objects
 */
export const readPlainList = async <T>(
  client: HttpClient,
  path: string,
  query: Query,
  signal: AbortSignal,
  read: (item: JsonObject, raw: RawItem) => T,
): Promise<readonly T[] | undefined> => {
  const options = { notFound: 'return', signal } as const;
  const answer = await getList(client, path, query, options, (item, raw) => {
    if (!isJsonObject(item)) throw sourceError(`GET ${path} answered a list that does not hold objects`);
    return read(item, raw);
  });
  if (answer === 'missing') return undefined;
  if (answer.envelope === null) return [];
  if (answer.elements === undefined) throw sourceError(`GET ${path} answered JSON that is not a list`);
  return answer.elements;
};

/**
 * The id of an item.
 * @param what the item is called in the message, e.g. `a node`
 * @throws exit 4 when it has none
 */
export const idOf = (path: string, what: string, item: JsonObject): bigint => {
  const id = toId(item.id);
  if (id === undefined) {
    throw sourceError(`GET ${path}: ${what} has no usable id, expected a whole number`);
  }
  return id;
};
