import type { ResourceKind, Service } from '../estate/types.ts';
import type { EstateView, SeenResource } from '../estate/view.ts';
import { familyShared, patchParty } from './item-parts.ts';
import {
  clusterItem,
  glusterItem,
  hardwareItem,
  kubernetesItem,
  loadBalancerItem,
  networkClusterItem,
  serviceItem,
} from './items.ts';
import { LISTED, machine, type Route, route, type Toward, withService } from './routing.ts';

const ofService = (service: Service, view: EstateView): SeenResource[] =>
  view.resources.filter((seen) => seen.service.id === service.id);

const perService = (path: string, kinds: readonly ResourceKind[], toward: Toward): Route =>
  route(
    `compute/services/{}/${path}`,
    withService((service, { view }) =>
      ofService(service, view)
        // Nodes of managed clusters are given with their cluster, not among a service's machines.
        .filter((seen) => kinds.includes(seen.resource.kind) && seen.resource.parentId === null)
        .map((seen) => toward(view, seen)),
    ),
  );

/** Operations of one service. */
export const SERVICES: readonly Route[] = [
  route(
    'compute/services/{}',
    withService((service, { view }) => serviceItem(view, service)),
  ),
  route(
    'compute/services/{}/relations',
    withService((service, { view }) => ({
      dependencies: service.dependencies.flatMap((id) => {
        const needed = view.services.get(id);
        return needed === undefined ? [] : [serviceItem(view, needed)];
      }),
      impacts: view.estate.services
        .filter((other) => other.dependencies.includes(service.id))
        .map((other) => serviceItem(view, other)),
    })),
  ),
  route(
    'compute/services/{}/relations/stats',
    withService((service, { view }) => ({
      dependencies: service.dependencies.length,
      impacts: view.estate.services.filter((other) => other.dependencies.includes(service.id)).length,
    })),
  ),
  route(
    'compute/services/{}/stats',
    withService((service, { view }) => {
      const counts: Record<string, number> = {};
      for (const { platform } of ofService(service, view)) {
        counts[platform.category] = (counts[platform.category] ?? 0) + 1;
      }
      return counts;
    }),
  ),
  route(
    'compute/services/{}/patch-policies',
    withService((service, { view }) =>
      ofService(service, view)
        .map(patchParty)
        .filter((party) => party !== null),
    ),
  ),
  perService('resources', LISTED, (_, seen) => familyShared(seen)),
  perService('instances', ['instance'], machine),
  perService('application-servers', ['application-server'], machine),
  perService('managed-databases', ['database'], clusterItem),
  perService('brokers', ['broker'], clusterItem),
  perService('kubernetes', ['kubernetes'], kubernetesItem),
  perService('loadbalancers', ['loadbalancer'], (_, seen) => loadBalancerItem(seen)),
  perService('storage', ['glusterfs'], glusterItem),
  perService('network-clusters', ['network-cluster'], (_, seen) => networkClusterItem(seen)),
  perService('hardwares', ['hardware'], (_, seen) => hardwareItem(seen)),
];
