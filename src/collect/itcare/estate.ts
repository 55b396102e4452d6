import type { BackupPolicyRow, ResourceRow, ZoneRow } from '../../domain/rows.ts';
import type { ResourceFacts } from './items.ts';
import type { NodeAnswer } from './nodes.ts';
import type { Element } from './pages.ts';
import {
  attachedPolicies,
  byWeight,
  datacentersByZone,
  parentsOf,
  type Source,
  uniteResource,
} from './union.ts';

/** A list of resources of one family, by the name that messages and `raw` call it. */
export interface FamilyElements {
  readonly name: string;
  readonly elements: readonly Element<ResourceFacts>[];
}

/** Everything that was said of resources. */
export interface Said {
  readonly generic: readonly Element<ResourceFacts>[];
  /** The later one is the more specific. */
  readonly families: readonly FamilyElements[];
  readonly nodes: readonly NodeAnswer<ResourceFacts>[];
  /** Asked one by one where no list says it; counts least. */
  readonly storage: readonly Element<ResourceFacts>[];
  readonly zones: readonly ZoneRow[];
}

/** The estate's resources, each united when its row is asked for: the texts of all of them at once are large. */
export interface Estate {
  /** In ascending order of their ids. */
  readonly ids: readonly bigint[];
  /** The row of a resource and its backup policies; what was said of it is forgotten. */
  take(id: bigint): { readonly resource: ResourceRow; readonly attached: readonly BackupPolicyRow[] };
  /** What was odd, one sentence each. */
  readonly notices: readonly string[];
}

const ascending = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

const sourcesOf = ({ generic, families, nodes, storage }: Said): Map<bigint, readonly Source[]> => {
  const sources = new Map<bigint, Source[]>();
  const add = (id: bigint, source: Source): void => {
    const known = sources.get(id);
    if (known === undefined) sources.set(id, [source]);
    else known.push(source);
  };
  for (const { id, value } of generic) {
    add(id, { kind: 'generic', rank: 0, operation: 'resources', facts: value });
  }
  families.forEach(({ name, elements }, rank) => {
    for (const { id, value } of elements) add(id, { kind: 'family', rank, operation: name, facts: value });
  });
  const byCluster = [...nodes].sort((a, b) => ascending(b.cluster, a.cluster));
  // From the one that counts most, which is the one whose text is kept.
  [...byCluster.entries()].reverse().forEach(([rank, answer]) => {
    for (const { id, value } of answer.nodes) {
      add(id, { kind: 'node', rank, operation: 'nodes', facts: value });
    }
  });
  for (const { id, value } of storage) {
    add(id, { kind: 'generic', rank: -1, operation: 'instance-storage', facts: value });
  }
  return sources;
};

/** Unites all that was said of each resource. */
export const createEstate = (said: Said): Estate => {
  const sources = sourcesOf(said);
  const { parents, notices } = parentsOf(
    said.nodes.flatMap(({ cluster, nodes }) => nodes.map(({ id }) => ({ cluster, node: id }))),
  );
  const datacenters = datacentersByZone(said.zones);
  return {
    ids: [...sources.keys()].sort(ascending),
    take: (id) => {
      const known = byWeight(sources.get(id) ?? []);
      sources.delete(id);
      return {
        resource: uniteResource(id, parents.get(id) ?? null, known, datacenters),
        attached: attachedPolicies(id, known),
      };
    },
    notices,
  };
};
