import type { ResourceKind, Service } from '../estate/types.ts';
import type { EstateView, SeenResource } from '../estate/view.ts';
import type { Answer } from '../loopback.ts';
import { type Json, notFound, ok } from './answers.ts';
import { filterResources } from './filters.ts';
import {
  applianceItem,
  clusterItem,
  glusterItem,
  hardwareItem,
  instanceItem,
  kubernetesItem,
  loadBalancerItem,
  networkClusterItem,
  sqlServerItem,
} from './items.ts';
import { answerPage, filterValues, type PageRules } from './paging.ts';

/** What a route answers from. */
export interface RouteContext {
  readonly view: EstateView;
  readonly search: URLSearchParams;
  readonly rules: PageRules;
  /** What the parentheses of the route's pattern matched. */
  readonly params: readonly string[];
}

/** A path and who answers it. */
export interface Route {
  readonly pattern: RegExp;
  readonly answer: (context: RouteContext) => Answer;
}

/** Makes a resource into JSON. */
export type Toward = (view: EstateView, seen: SeenResource) => Json;

/** A machine or node, with what kind of cluster it belongs to. */
export const machine: Toward = (view, seen) => {
  const parent = view.byId.get(seen.resource.parentId ?? -1);
  return instanceItem(seen, parent?.platform.type ?? null);
};

/** How each kind looks in its own list. */
export const ITEMS: Readonly<Record<ResourceKind, Toward>> = {
  instance: machine,
  'application-server': machine,
  database: (view, seen) =>
    seen.platform.type === 'SQLSERVER' ? sqlServerItem(view, seen) : clusterItem(view, seen),
  broker: clusterItem,
  kubernetes: kubernetesItem,
  loadbalancer: (_, seen) => loadBalancerItem(seen),
  glusterfs: glusterItem,
  'network-cluster': (_, seen) => networkClusterItem(seen),
  overdrive: (_, seen) => applianceItem(seen),
  matomo: (_, seen) => applianceItem(seen),
  hardware: (_, seen) => hardwareItem(seen),
};

/** Kinds that `/compute/resources` lists; hardware is known per service only. */
export const LISTED: readonly ResourceKind[] = [
  'instance',
  'application-server',
  'database',
  'broker',
  'kubernetes',
  'loadbalancer',
  'glusterfs',
  'network-cluster',
  'overdrive',
  'matomo',
];

/** A route below `/itcare`; `{}` stands for one part of the path. */
export const route = (path: string, answer: Route['answer']): Route => ({
  pattern: new RegExp(`^/itcare/${path.replaceAll('{}', '([^/]+)')}$`),
  answer,
});

/** A paged list of the resources that `keep` lets through, with the documented filters. */
export const page = (path: string, keep: (seen: SeenResource) => boolean, toward: Toward): Route =>
  route(path, ({ view, search, rules }) =>
    answerPage(
      {
        rows: filterResources(view.resources.filter(keep), search),
        idOf: (seen) => seen.resource.id,
        toJson: (seen) => toward(view, seen),
      },
      search,
      rules,
    ),
  );

/** True for resources of these kinds. */
export const ofKind =
  (...kinds: readonly ResourceKind[]) =>
  (seen: SeenResource): boolean =>
    kinds.includes(seen.resource.kind);

/** True for what `/compute/resources` lists. */
export const isListed = ofKind(...LISTED);

/** The resource whose id the path ends its parameters with. */
export const found = (context: RouteContext): SeenResource | undefined =>
  context.view.byId.get(Number(context.params.at(-1)));

/** Answers for the resource that the path names, or 404. */
export const withResource =
  (answer: (seen: SeenResource, context: RouteContext) => unknown): Route['answer'] =>
  (context) => {
    const seen = found(context);
    return seen === undefined ? notFound(`resource ${context.params.at(-1)}`) : ok(answer(seen, context));
  };

/** Answers for the service that the path names, or 404. */
export const withService =
  (answer: (service: Service, context: RouteContext) => unknown): Route['answer'] =>
  (context) => {
    const service = context.view.services.get(Number(context.params[0]));
    return service === undefined ? notFound(`service ${context.params[0]}`) : ok(answer(service, context));
  };

/** A filter by one query parameter; everything passes when it is absent. */
export const names = (search: URLSearchParams, name: string): ((value: string) => boolean) => {
  const wanted = new Set(filterValues(search, name));
  return (value) => wanted.size === 0 || wanted.has(value);
};

/** Each value once, sorted. */
export const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort();
