import type { Answer } from '../loopback.ts';
import { notFound } from './answers.ts';
import { CATALOGUE } from './catalogue-routes.ts';
import {
  applianceItem,
  clusterItem,
  glusterItem,
  kubernetesItem,
  loadBalancerItem,
  resourceItem,
  serviceItem,
  sqlServerItem,
} from './items.ts';
import { answerPage, filterValues } from './paging.ts';
import { RESOURCES } from './resource-routes.ts';
import { isListed, machine, ofKind, page, type Route, type RouteContext, route } from './routing.ts';
import { SERVICES } from './service-routes.ts';

const LISTS: readonly Route[] = [
  route('compute/services', ({ view, search, rules }) => {
    const clouds = new Set(filterValues(search, 'clouds'));
    const environments = new Set(filterValues(search, 'environments'));
    const rows = view.estate.services.filter(
      (service) =>
        (clouds.size === 0 || clouds.has(String(service.cloudId))) &&
        (environments.size === 0 || environments.has(service.environment)),
    );
    return answerPage(
      { rows, idOf: (service) => service.id, toJson: (service) => serviceItem(view, service) },
      search,
      rules,
    );
  }),
  page('compute/resources', isListed, (_, seen) => resourceItem(seen)),
  page('compute/instances', ofKind('instance'), machine),
  page('compute/application-servers', ofKind('application-server'), machine),
  page('compute/containers/kubernetes', ofKind('kubernetes'), kubernetesItem),
  page('databases', ofKind('database'), clusterItem),
  page('databases/sqlserver', (seen) => seen.platform.type === 'SQLSERVER', sqlServerItem),
  page('message-brokers', ofKind('broker'), clusterItem),
  page('networking/loadbalancers', ofKind('loadbalancer'), (_, seen) => loadBalancerItem(seen)),
  page('storage/glusterfs', ofKind('glusterfs'), glusterItem),
  page('storage/overdrive', ofKind('overdrive'), (_, seen) => applianceItem(seen)),
  page('analytics/matomo', ofKind('matomo'), (_, seen) => applianceItem(seen)),
  page(
    'compute/platform/resources-obsolescence',
    (seen) => isListed(seen) && seen.phase !== null,
    (_, seen) => resourceItem(seen),
  ),
];

const ROUTES: readonly Route[] = [...LISTS, ...CATALOGUE, ...SERVICES, ...RESOURCES];

/** Answers one GET below `/itcare`; 404 for a path that the demo does not know. */
export const answerItcare = (path: string, context: Omit<RouteContext, 'params'>): Answer => {
  for (const { pattern, answer } of ROUTES) {
    const match = pattern.exec(path);
    if (match !== null) return answer({ ...context, params: match.slice(1).map(decodeURIComponent) });
  }
  return notFound(path);
};
