import { sourceError } from '../../domain/errors.ts';
import type { HttpClient } from '../http/client.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../http/json.ts';
import type { NodesOperation } from './families.ts';
import type { Element } from './pages.ts';
import { toId } from './values.ts';

/** A cluster and the operation that names its nodes. */
export interface Cluster {
  readonly id: bigint;
  readonly operation: NodesOperation;
  readonly category: string | null;
}

export interface NodeAnswer<T> {
  readonly cluster: bigint;
  readonly nodes: readonly Element<T>[];
}

export interface NodesRequest<T> {
  readonly client: HttpClient;
  readonly cluster: Cluster;
  readonly signal: AbortSignal;
  readonly read: (id: bigint, item: JsonObject) => T;
}

const nodesIn = <T>(path: string, body: Json, read: NodesRequest<T>['read']): readonly Element<T>[] => {
  const list = isJsonObject(body) ? body.content : body;
  if (body === null) return [];
  if (!isJsonArray(list)) throw sourceError(`GET ${path} answered JSON that is not a list`);
  return list.map((item) => {
    const id = isJsonObject(item) ? toId(item.id) : undefined;
    if (!isJsonObject(item) || id === undefined) {
      throw sourceError(`GET ${path}: a node has no usable id, expected a whole number`);
    }
    return { id, value: read(id, item) };
  });
};

/** The path that names a cluster's nodes. */
export const nodesPath = ({ id, operation }: Cluster): string => operation.path.replace('{id}', String(id));

/**
 * Asks one cluster for its nodes.
 * @returns undefined when the operation answers 404
 * @throws exit 4 when the answer cannot be read
 */
export const readNodes = async <T>(request: NodesRequest<T>): Promise<NodeAnswer<T> | undefined> => {
  const { client, cluster, signal, read } = request;
  const path = nodesPath(cluster);
  const query =
    cluster.operation.wantsCategory && cluster.category !== null ? { type: cluster.category } : {};
  const answer = await client.getJson(path, query, { notFound: 'return', signal });
  return answer.status === 404 ? undefined : { cluster: cluster.id, nodes: nodesIn(path, answer.body, read) };
};
