import type { FamilyElements } from './estate.ts';
import { type ClusterKind, hasNodes, nodesOperation } from './families.ts';
import { type ResourceFacts, readResource } from './items.ts';
import { type Cluster, type NodeAnswer, nodesPath, readNodes } from './nodes.ts';
import { askEach, type Run } from './run.ts';
import { createReader } from './values.ts';

/** The clusters among the families, each once, with the operation that names its nodes. */
const clustersOf = (families: readonly FamilyElements[], notices: string[]): readonly Cluster[] => {
  const clusters = new Map<bigint, Cluster>();
  for (const { name, elements } of families) {
    if (!hasNodes(name)) continue;
    for (const { id, value } of elements) {
      const kind: ClusterKind = {
        family: name,
        labels: [value.technology, value.type, value.family, value.product_name],
      };
      const operation = nodesOperation(kind);
      if (operation === undefined) continue;
      if (operation.wantsCategory && value.category === null) {
        notices.push(`${name}: nodes of ${id} unknown, it names neither a known technology nor its category`);
      } else {
        // The more specific family comes later and knows the better operation.
        clusters.set(id, { id, operation, category: value.category });
      }
    }
  }
  return [...clusters.values()];
};

/** Asks each cluster among the families for its nodes. */
export const collectNodes = async (
  run: Run,
  families: readonly FamilyElements[],
): Promise<readonly NodeAnswer<ResourceFacts>[]> => {
  const clusters = clustersOf(families, run.notices);
  const operations = new Set(clusters.map(({ operation }) => operation));
  const reader = createReader({ place: 'nodes', dates: run.dates, findings: run.findings });
  const answers = await Promise.all(
    [...operations].map((operation) =>
      askEach(
        run,
        `nodes of ${operation.family}`,
        'nodes',
        clusters
          .filter((cluster) => cluster.operation === operation)
          .map((cluster) => ({
            id: cluster.id,
            path: nodesPath(cluster),
            ask: async (family) => {
              const answer = await readNodes(family, cluster, run.signal, (item, id, raw) =>
                readResource(reader.at(item, id), raw),
              );
              run.onPage(answer?.nodes.length ?? 0);
              return answer === undefined ? undefined : [answer];
            },
          })),
      ),
    ),
  );
  return answers.flat();
};
