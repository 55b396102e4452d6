import type { ItcareConfig } from '../../domain/config.ts';
import type { Reporter } from '../../domain/effects.ts';
import { BilanError, sourceError } from '../../domain/errors.ts';
import type { ItcareBatch, ResourceRow, ServiceRow, ZoneRow } from '../../domain/rows.ts';
import type { HttpClient } from '../http/client.ts';
import type { JsonObject } from '../http/json.ts';
import type { RequestCounts } from '../http/retrier.ts';
import { FAMILIES, type ListOperation, nodesOperation, RESOURCES, SERVICES } from './families.ts';
import { createFindings, type Findings } from './findings.ts';
import { createDates, type Dates } from './instants.ts';
import { type ResourceFacts, readResource, readService } from './items.ts';
import { type Cluster, type NodeAnswer, nodesPath, readNodes } from './nodes.ts';
import { type Element, readList } from './pages.ts';
import { readTopology } from './topology.ts';
import { datacentersByZone, parentsOf, type Source, uniteResource } from './union.ts';
import { type ItemReader, readItem } from './values.ts';

/** How a snapshot of ITCare was read. */
export interface ItcareSummary {
  readonly requests: RequestCounts;
  /** What the reader should know, one sentence each, in a fixed order. */
  readonly notices: readonly string[];
  /** Each list with the elements it gave and how often it was read. */
  readonly lists: readonly { readonly name: string; readonly elements: number; readonly passes: number }[];
}

export interface ItcareOptions {
  readonly config: Pick<ItcareConfig, 'timezone' | 'page_size' | 'clouds'>;
  /** Authorised for ITCare; see `openItcare`. */
  readonly client: HttpClient;
  readonly reporter: Reporter;
}

/** Rows of one batch, at most. */
const BATCH_ROWS = 5_000;

interface Run extends ItcareOptions {
  readonly signal: AbortSignal;
  readonly findings: Findings;
  readonly dates: Dates;
  readonly notices: string[];
  readonly lists: { name: string; elements: number; passes: number }[];
  readonly onPage: (elements: number) => void;
}

const naming = async <T>(what: string, work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof BilanError) || error.exitCode !== 4) throw error;
    throw sourceError(`${what} could not be read: ${error.message}`, {
      details: error.details,
      cause: error,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
  }
};

const isWanted = (run: Run, operation: ListOperation, cloud: bigint | null): boolean =>
  operation.filtersClouds ||
  run.config.clouds.length === 0 ||
  cloud === null ||
  run.config.clouds.some((wanted) => BigInt(wanted) === cloud);

/** Reads one list of the estate; a 404 is an empty list, unless the snapshot needs it. */
const collectList = async <T extends { readonly cloud_id: bigint | null }>(
  run: Run,
  operation: ListOperation,
  readElement: (item: ItemReader, id: bigint) => T,
): Promise<readonly Element<T>[]> => {
  const { name, path } = operation;
  const { clouds, page_size } = run.config;
  const { dates } = run;
  const list = await naming(
    name,
    readList({
      client: run.client,
      path,
      // Several clouds go in one parameter, as the reference writes its other lists of values.
      query: {
        sort: 'id',
        ...(clouds.length > 0 && operation.filtersClouds ? { clouds: clouds.join(',') } : {}),
      },
      pageSize: page_size,
      signal: run.signal,
      read: (id, item, findings) => readElement(readItem(item, { place: name, id, dates, findings }), id),
      onPage: run.onPage,
    }),
  );
  if (list.elements === undefined && operation.isNeeded) {
    throw sourceError(`${name} could not be read: GET ${path} answered 404, and a snapshot needs this list`);
  }
  if (list.elements === undefined) run.notices.push(`GET ${path} answered 404: taken as empty`);
  if (list.passes > 1) run.notices.push(`${name} changed while it was read: read ${list.passes} times`);
  const elements = (list.elements ?? []).filter(({ value }) => isWanted(run, operation, value.cloud_id));
  run.findings.merge(list.findings);
  run.lists.push({ name, elements: elements.length, passes: list.passes });
  return elements;
};

type Nodes = NodeAnswer<ResourceFacts>;

interface Family {
  readonly operation: ListOperation;
  readonly elements: readonly Element<ResourceFacts>[];
}

/** The clusters among the families, each once, with the operation that names its nodes. */
const clustersOf = (families: readonly Family[], notices: string[]): readonly Cluster[] => {
  const clusters = new Map<bigint, Cluster>();
  for (const { operation: family, elements } of families) {
    for (const { id, value } of elements) {
      const labels = [value.technology, value.type, value.family, value.product_name];
      const operation = nodesOperation({ family: family.name, labels });
      if (operation === undefined) continue;
      if (operation.wantsCategory && value.category === null) {
        notices.push(
          `${family.name}: nodes of ${id} unknown, it names neither a known technology nor its category`,
        );
      } else {
        // The more specific family comes later and knows the better operation.
        clusters.set(id, { id, operation, category: value.category });
      }
    }
  }
  return [...clusters.values()];
};

const collectNodes = async (run: Run, clusters: readonly Cluster[]): Promise<readonly Nodes[]> => {
  const missing: Cluster[] = [];
  const { dates, findings } = run;
  const read = (id: bigint, item: JsonObject): ResourceFacts =>
    readResource(readItem(item, { place: 'nodes', id, dates, findings }));
  const answers = await Promise.all(
    clusters.map(async (cluster) => {
      const answer = await naming(
        `nodes of ${cluster.operation.family} ${cluster.id}`,
        readNodes({ client: run.client, cluster, signal: run.signal, read }),
      );
      if (answer === undefined) missing.push(cluster);
      else run.onPage(answer.nodes.length);
      return answer;
    }),
  );
  for (const path of new Set(missing.map((cluster) => cluster.operation.path))) {
    const those = missing
      .filter((cluster) => cluster.operation.path === path)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    const example = those[0] === undefined ? path : nodesPath(those[0]);
    run.notices.push(`nodes unknown of ${those.length}: GET ${example} answered 404`);
  }
  return answers.filter((answer) => answer !== undefined);
};

const unite = (
  run: Run,
  generic: readonly Element<ResourceFacts>[],
  families: readonly Family[],
  answers: readonly Nodes[],
  zones: readonly ZoneRow[],
): readonly ResourceRow[] => {
  const sources = new Map<bigint, Source[]>();
  const add = (id: bigint, source: Source): void => {
    const known = sources.get(id);
    if (known === undefined) sources.set(id, [source]);
    else known.push(source);
  };
  for (const { id, value } of generic) add(id, { kind: 'generic', rank: 0, facts: value });
  families.forEach(({ elements }, rank) => {
    for (const { id, value } of elements) add(id, { kind: 'family', rank, facts: value });
  });
  const byCluster = [...answers].sort((a, b) => (a.cluster < b.cluster ? 1 : -1));
  byCluster.forEach(({ nodes }, rank) => {
    for (const { id, value } of nodes) add(id, { kind: 'node', rank, facts: value });
  });
  const { parents, notices } = parentsOf(
    answers.flatMap(({ cluster, nodes }) => nodes.map(({ id }) => ({ cluster, node: id }))),
  );
  run.notices.push(...notices);
  const datacenters = datacentersByZone(zones);
  return [...sources]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, said]) => uniteResource(id, parents.get(id) ?? null, said, datacenters));
};

interface Estate {
  readonly services: readonly ServiceRow[];
  readonly zones: readonly ZoneRow[];
  readonly resources: readonly ResourceRow[];
}

const collectEstate = async (run: Run): Promise<Estate> => {
  const [services, generic, families, zones] = await Promise.all([
    collectList(run, SERVICES, readService),
    collectList(run, RESOURCES, readResource),
    Promise.all(
      FAMILIES.map(async (operation) => ({
        operation,
        elements: await collectList(run, operation, readResource),
      })),
    ),
    naming(
      'topology',
      readTopology(run.client, run.signal, (sentence) => run.notices.push(sentence)),
    ),
  ]);
  const answers = await collectNodes(run, clustersOf(families, run.notices));
  const resources = unite(run, generic, families, answers, zones);
  return { services: services.map(({ value }) => value), zones, resources };
};

const batchesOf = function* <K extends ItcareBatch['kind'], R>(kind: K, rows: readonly R[]) {
  for (let from = 0; from < rows.length; from += BATCH_ROWS) {
    yield { kind, rows: rows.slice(from, from + BATCH_ROWS) };
  }
};

/**
 * Reads the whole estate from ITCare: services, the union of all resource lists with their nodes, and the topology.
 * Nothing is yielded before everything has been read, so that a failure leaves nothing half done; rows come in
 * ascending order of their ids, whatever the order in which the answers arrived.
 * @returns how it was read; its notices have also been told to the reporter
 * @throws exit 4 naming the list that could not be read
 */
export const collectItcare = async function* (
  options: ItcareOptions,
): AsyncGenerator<ItcareBatch, ItcareSummary> {
  const abort = new AbortController();
  let done = 0;
  const run: Run = {
    ...options,
    signal: abort.signal,
    findings: createFindings(),
    dates: createDates(options.config.timezone),
    notices: [],
    lists: [],
    onPage: (elements) => {
      done += elements;
      options.reporter.progress('itcare', done);
    },
  };
  try {
    const estate = await collectEstate(run);
    yield* batchesOf('service', estate.services);
    yield* batchesOf('zone', estate.zones);
    yield* batchesOf('resource', estate.resources);
  } finally {
    abort.abort(sourceError('the collection has ended'));
  }
  const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
  const notices = [...run.notices.sort(), ...run.findings.sentences()];
  for (const notice of notices) options.reporter.notice(`itcare: ${notice}`);
  return { requests: options.client.counts(), notices, lists: run.lists.sort(byName) };
};
