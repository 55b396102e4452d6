import type { BackupPolicyRow, PatchPolicyRow, ProductRow, ServiceRelationRow } from '../../domain/rows.ts';
import { isJsonArray, isJsonObject, type JsonObject } from '../http/json.ts';
import {
  BACKUP_POLICIES_PATH,
  HARDWARES_PATH,
  NETWORK_CLUSTERS_PATH,
  PATCH_POLICIES_PATH,
  RELATIONS_PATH,
} from './families.ts';
import { type ResourceFacts, readResource } from './items.ts';
import type { Element } from './pages.ts';
import { idOf, readPlainList } from './plain-lists.ts';
import { distinctPolicies, policyRow, readPatchPolicy, readPolicy } from './policies.ts';
import { rawText } from './raw-item.ts';
import { readRelations } from './relations.ts';
import { askEach, type Run } from './run.ts';
import { createReader } from './values.ts';

const pathFor = (template: string, id: bigint): string => template.replace('{id}', String(id));

const readerFor = (run: Run, place: string) =>
  createReader({ place, dates: run.dates, findings: run.findings });

const collectResourcesOf = (
  run: Run,
  name: string,
  template: string,
  services: readonly bigint[],
): Promise<readonly Element<ResourceFacts>[]> => {
  const reader = readerFor(run, name);
  return askEach(
    run,
    name,
    name,
    services.map((service) => {
      const path = pathFor(template, service);
      return {
        id: service,
        path,
        ask: async (family) => {
          const list = await readPlainList(family.client, path, {}, run.signal, (item, raw) => {
            const id = idOf(path, 'a resource', item);
            const facts = readResource(reader.at(item, id), raw);
            return { id, value: facts.service_id === null ? { ...facts, service_id: service } : facts };
          });
          run.onPage(list?.length ?? 0);
          return list;
        },
      };
    }),
  );
};

/** The dedicated machines of each service: no list of all exists. */
export const collectHardwares = (run: Run, services: readonly bigint[]) =>
  collectResourcesOf(run, 'hardwares', HARDWARES_PATH, services);

/** The network clusters of each service: no list of all exists. */
export const collectNetworkClusters = (run: Run, services: readonly bigint[]) =>
  collectResourcesOf(run, 'network-clusters', NETWORK_CLUSTERS_PATH, services);

/** The part that each resource of each service has in the patch parties. */
export const collectPatchPolicies = (
  run: Run,
  services: readonly bigint[],
): Promise<readonly PatchPolicyRow[]> => {
  const reader = readerFor(run, 'patch-policies');
  return askEach(
    run,
    'patch-policies',
    'patch policies',
    services.map((service) => {
      const path = pathFor(PATCH_POLICIES_PATH, service);
      return {
        id: service,
        path,
        ask: (family) =>
          readPlainList(family.client, path, {}, run.signal, (item, raw) => {
            const id = idOf(path, 'a policy', item);
            return { service_id: service, ...readPatchPolicy(reader.at(item, id), id), raw: rawText(raw) };
          }),
      };
    }),
  );
};

/** Which services need which; asked only of those services whose item in the list did not say so. */
export const collectRelations = (
  run: Run,
  services: readonly bigint[],
): Promise<readonly ServiceRelationRow[]> => {
  const reader = readerFor(run, 'relations');
  return askEach(
    run,
    'relations',
    'relations',
    services.map((service) => {
      const path = pathFor(RELATIONS_PATH, service);
      return {
        id: service,
        path,
        ask: async (family) => {
          const answer = await family.client.getJson(path, {}, { notFound: 'return', signal: run.signal });
          if (answer.status === 404) return undefined;
          return isJsonObject(answer.body) ? readRelations(reader.at(answer.body, service), service) : [];
        },
      };
    }),
  );
};

const SERVER = 'SERVER';

/** A service and one type of backup policy that it may want. */
export interface PolicyWish {
  readonly service: bigint;
  readonly type: string;
}

/**
 * What to ask for offered policies: those of machines for every service, those of a product where the service has it.
 * @param resources with service and type, one array per list
 */
export const policyWishes = (
  services: readonly bigint[],
  products: readonly ProductRow[],
  resources: readonly (readonly Element<ResourceFacts>[])[],
): readonly PolicyWish[] => {
  const types = new Map<string, string>();
  for (const { type, technology, backup_policy_type: wanted } of products) {
    for (const name of [technology, type]) if (name !== null && wanted !== null) types.set(name, wanted);
  }
  const wishes = new Map(services.map((service) => [service, new Set([SERVER])]));
  for (const list of types.size === 0 ? [] : resources) {
    for (const { value } of list) {
      const wanted = types.get(value.type ?? '') ?? types.get(value.technology ?? '');
      if (wanted !== undefined && value.service_id !== null) wishes.get(value.service_id)?.add(wanted);
    }
  }
  return [...wishes].flatMap(([service, wanted]) => [...wanted].sort().map((type) => ({ service, type })));
};

const listsIn = (body: JsonObject): readonly string[] => Object.keys(body).sort();

/** The backup policies that are offered to each service, each once. */
export const collectOfferedPolicies = async (
  run: Run,
  wishes: readonly PolicyWish[],
): Promise<readonly BackupPolicyRow[]> => {
  const reader = readerFor(run, 'backup-policies');
  const offered = await askEach(
    run,
    'backup-policies',
    'offered backup policies',
    wishes.map(({ service, type }) => ({
      id: service,
      path: BACKUP_POLICIES_PATH,
      ask: async (family) => {
        const query = { serviceId: String(service), policyType: type };
        const options = { notFound: 'return', signal: run.signal } as const;
        const { status, body } = await family.client.getJson(BACKUP_POLICIES_PATH, query, options);
        if (status === 404) return undefined;
        // Documented as lists by some name (of the zone, in practice); a bare list is as good.
        const lists = isJsonArray(body) ? { content: body } : isJsonObject(body) ? body : {};
        const item = reader.at(lists, service);
        return listsIn(lists).flatMap((name) =>
          item.each(name, (policy, json) => ({ service, policy: readPolicy(policy, json) })),
        );
      },
    })),
  );
  const byService = new Map<bigint, (typeof offered)[number]['policy'][]>();
  for (const { service, policy } of offered) {
    const known = byService.get(service);
    if (known === undefined) byService.set(service, [policy]);
    else known.push(policy);
  }
  return [...byService].flatMap(([service, policies]) =>
    distinctPolicies(policies).map((policy) =>
      policyRow(policy, { scope: 'offered', service_id: service, resource_id: null }),
    ),
  );
};
