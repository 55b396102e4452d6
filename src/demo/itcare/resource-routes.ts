import { notFound, ok } from './answers.ts';
import { backupDetails, FAMILY_PATHS, patchParty, tags } from './item-parts.ts';
import { resourceItem } from './items.ts';
import { found, ITEMS, machine, type Route, route, withResource } from './routing.ts';

const nodes = withResource((seen, { view }) =>
  (view.nodes.get(seen.resource.id) ?? []).map((node) => machine(view, node)),
);

/** Operations of one resource. */
export const RESOURCES: readonly Route[] = [
  route(
    'compute/resources/{}',
    withResource((seen) => resourceItem(seen)),
  ),
  route('compute/resources/{}/nodes', nodes),
  route(
    'compute/resources/{}/tags',
    withResource((seen) => tags(seen)),
  ),
  route(
    'compute/resources/{}/backup-policies',
    withResource((seen) => backupDetails(seen)),
  ),
  route(
    'compute/resources/{}/patch-policy',
    withResource((seen) => patchParty(seen) ?? {}),
  ),
  route('compute/resources/{}/parent', (context) => {
    const parent = context.view.byId.get(found(context)?.resource.parentId ?? -1);
    if (parent === undefined) return notFound(`parent of resource ${context.params[0]}`);
    return ok({
      id: parent.resource.id,
      name: parent.resource.name,
      category: parent.platform.category,
      technology: parent.platform.technology,
      environment: parent.service.environment,
      status: parent.status,
      serviceId: parent.service.id,
      cloudId: parent.cloud.id,
      parentId: null,
      parentType: null,
    });
  }),
  route(
    'compute/instances/{}/storage',
    withResource((seen, { view }) => machine(view, seen).storageInformation),
  ),
  ...[
    ...Object.values(FAMILY_PATHS),
    'compute/containers/kubernetes',
    'storage/glusterfs',
    'networking/network-clusters',
  ].map((path) => route(`${path}/{}/nodes`, nodes)),
  ...[
    ...Object.values(FAMILY_PATHS),
    'compute/containers/kubernetes',
    'compute/instances',
    'storage/glusterfs',
    'storage/overdrive',
    'analytics/matomo',
    'networking/network-clusters',
    'networking/loadbalancers',
    'hardwares',
  ].map((path) =>
    route(
      `${path}/{}`,
      withResource((seen, { view }) => ITEMS[seen.resource.kind](view, seen)),
    ),
  ),
];
