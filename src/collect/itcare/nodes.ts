import type { NodesOperation } from './families.ts';
import type { Family } from './family-log.ts';
import type { Element, ReadElement } from './pages.ts';
import { idOf, readPlainList } from './plain-lists.ts';

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

/** The path that names a cluster's nodes. */
export const nodesPath = ({ id, operation }: Cluster): string => operation.path.replace('{id}', String(id));

/**
 * Asks one cluster for its nodes.
 * @returns undefined when the operation answers 404
 * @throws exit 4 when the answer cannot be read
 */
export const readNodes = async <T>(
  family: Family,
  cluster: Cluster,
  signal: AbortSignal,
  read: ReadElement<T>,
): Promise<NodeAnswer<T> | undefined> => {
  const path = nodesPath(cluster);
  const query =
    cluster.operation.wantsCategory && cluster.category !== null ? { type: cluster.category } : {};
  const nodes = await readPlainList(family.client, path, query, signal, (item, raw) => {
    const id = idOf(path, 'a node', item);
    return { id, value: read(item, id, raw) };
  });
  return nodes === undefined ? undefined : { cluster: cluster.id, nodes };
};
