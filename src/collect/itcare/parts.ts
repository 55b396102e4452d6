import type {
  BackupPolicyRow,
  MetricRow,
  ObsolescenceRow,
  PatchPolicyRow,
  PlatformRow,
  ProductRow,
  ServiceRelationRow,
  ServiceRow,
  ZoneRow,
} from '../../domain/rows.ts';
import { PRODUCTS, readObsolescence, SUPPORT_POLICY } from './catalogue.ts';
import { collectNodes } from './clusters.ts';
import { createEstate, type Estate, type FamilyElements } from './estate.ts';
import { FAMILIES, type ListOperation, OBSOLESCENCE, RESOURCES, SERVICES } from './families.ts';
import { collectInstanceStorage } from './instance-storage.ts';
import { readResource, readService } from './items.ts';
import { collectCatalogue, collectList } from './lists.ts';
import { sortDistinct } from './order.ts';
import { collectOwnFigures } from './own-figures.ts';
import type { Element } from './pages.ts';
import {
  collectHardwares,
  collectNetworkClusters,
  collectOfferedPolicies,
  collectPatchPolicies,
  collectRelations,
  policyWishes,
} from './per-service.ts';
import { lookedUp, type RawItem, rawText } from './raw-item.ts';
import { readRelations, saysRelations } from './relations.ts';
import type { Run } from './run.ts';
import { readTopology } from './topology.ts';

const elementsOf = (families: readonly FamilyElements[], name: string) =>
  families.find((family) => family.name === name)?.elements ?? [];

/** A row whose text is made when it is yielded. */
interface Unwritten<R> {
  readonly row: Omit<R, 'raw'>;
  readonly raw: RawItem;
}

/** Everything that was read, before any of it is yielded. */
export interface Parts {
  readonly services: readonly ServiceRow[];
  readonly zones: readonly ZoneRow[];
  readonly platforms: readonly PlatformRow[];
  readonly products: readonly ProductRow[];
  readonly obsolescence: readonly Element<Unwritten<ObsolescenceRow>>[];
  readonly estate: Estate;
  readonly offered: readonly BackupPolicyRow[];
  readonly patchPolicies: readonly PatchPolicyRow[];
  readonly relations: readonly ServiceRelationRow[];
  readonly figures: readonly MetricRow[];
}

const collectServices = async (run: Run) => {
  const services = await collectList(
    run,
    SERVICES,
    (item, id, raw, json) => ({
      row: { ...readService(item, id), raw: rawText(raw) },
      relations: saysRelations(json) ? readRelations(item.within('relations'), id) : undefined,
    }),
    ({ row }) => row.cloud_id,
  );
  return {
    rows: services.map(({ value }) => value.row),
    ids: services.map(({ id }) => id),
    relations: services.flatMap(({ value }) => value.relations ?? []),
    withoutRelations: services.filter(({ value }) => value.relations === undefined).map(({ id }) => id),
  };
};

const collectTopology = async (run: Run): Promise<readonly ZoneRow[]> => {
  const family = run.log.open('topology');
  try {
    const zones = await readTopology(family.client, run.signal, (sentence) => run.notices.push(sentence));
    family.came(zones.length);
    return zones;
  } catch (error) {
    family.fail(error);
    return [];
  }
};

const collectResources = (run: Run, operation: ListOperation) =>
  collectList(
    run,
    operation,
    (item, _, raw, json) => readResource(item, lookedUp(raw, json)),
    (facts) => facts.cloud_id,
  );

/** What is asked of the whole platform, whatever its services and resources are. */
const collectPlatform = (run: Run) =>
  Promise.all([
    collectTopology(run),
    collectCatalogue(run, SUPPORT_POLICY),
    collectOwnFigures(run),
    collectList(run, OBSOLESCENCE, (item, id, raw) => ({ row: readObsolescence(item, id), raw })),
  ]);

type Services = Awaited<ReturnType<typeof collectServices>>;

/** What no list says, asked of each service. */
const collectPerService = async (run: Run, services: Promise<Services>) => {
  const { ids, relations: known, withoutRelations } = await services;
  const [hardwares, networkClusters, patchPolicies, asked] = await Promise.all([
    collectHardwares(run, ids),
    collectNetworkClusters(run, ids),
    collectPatchPolicies(run, ids),
    collectRelations(run, withoutRelations),
  ]);
  const families: readonly FamilyElements[] = [
    { name: 'hardwares', elements: hardwares },
    { name: 'network-clusters', elements: networkClusters },
  ];
  return { families, patchPolicies, relations: [...known, ...asked] };
};

const collectFamily = async (run: Run, operation: ListOperation): Promise<FamilyElements> => ({
  name: operation.name,
  elements: await collectResources(run, operation),
});

/** Reads everything; what is asked per service or cluster begins as soon as those are known. */
export const collectParts = async (run: Run): Promise<Parts> => {
  const servicesRead = collectServices(run);
  const genericRead = collectResources(run, RESOURCES);
  const productsRead = collectCatalogue(run, PRODUCTS);
  const listsRead = Promise.all(FAMILIES.map((operation) => collectFamily(run, operation)));
  const perServiceRead = collectPerService(run, servicesRead);
  const familiesRead = Promise.all([listsRead, perServiceRead]).then(([lists, { families }]) => [
    ...lists,
    ...families,
  ]);
  const offeredRead = Promise.all([servicesRead, productsRead, genericRead, familiesRead]).then(
    ([{ ids }, products, generic, families]) => {
      const resources = [generic, ...families.map(({ elements }) => elements)];
      return collectOfferedPolicies(run, policyWishes(ids, products, resources));
    },
  );
  // All at once, so that the first to fail ends the wait and none fails unheard.
  const [services, generic, products, families, perService, nodes, storage, offered, platform] =
    await Promise.all([
      servicesRead,
      genericRead,
      productsRead,
      familiesRead,
      perServiceRead,
      familiesRead.then((read) => collectNodes(run, read)),
      listsRead.then((read) => collectInstanceStorage(run, elementsOf(read, 'instances'))),
      offeredRead,
      collectPlatform(run),
    ]);
  const [zones, platforms, figures, obsolescence] = platform;
  return {
    services: services.rows,
    zones,
    platforms,
    products,
    obsolescence,
    estate: createEstate({ generic, families, nodes, storage, zones }),
    offered: sortDistinct(offered, (row) => [row.service_id, row.policy_id]),
    patchPolicies: sortDistinct(perService.patchPolicies, (row) => [row.service_id, row.resource_id]),
    relations: sortDistinct(perService.relations, (row) => [
      row.service_id,
      row.direction,
      row.related_service_id,
    ]),
    figures,
  };
};
