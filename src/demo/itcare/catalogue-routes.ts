import { badRequest, notFound, ok } from './answers.ts';
import { areaItems, backupPolicyItem, productItem, regionItem, supportPolicyItem } from './catalogue.ts';
import { filterResources } from './filters.ts';
import { distinct, isListed, names, type Route, route } from './routing.ts';
import { globalStats, METRIC_KINDS, metrics } from './statistics.ts';

/** What belongs to the whole platform: lifecycles, policies, statistics, topology. */
export const CATALOGUE: readonly Route[] = [
  route('compute/platform/support-policy', ({ view, search }) => {
    const isWanted = names(search, 'platform');
    const platforms = view.estate.platforms.filter((platform) => isWanted(platform.name));
    return ok(platforms.map((platform) => supportPolicyItem(view, platform)));
  }),
  route('compute/platform/products', ({ view, search }) => {
    const isWanted = names(search, 'type');
    const platforms = view.estate.platforms.filter((platform) => isWanted(platform.type));
    return ok(platforms.map((platform) => productItem(view, platform)));
  }),
  route('compute/platform/products/{}', ({ view, params }) => {
    const platform = view.estate.platforms.find((candidate) => candidate.id === params[0]);
    return platform === undefined ? notFound(`product ${params[0]}`) : ok(productItem(view, platform));
  }),
  route('compute/platform/stats/global', ({ view, search }) =>
    ok(globalStats(filterResources(view.resources.filter(isListed), search))),
  ),
  route('compute/resources/metrics', ({ view, search }) => {
    const kind = search.get('kind') ?? 'global';
    if (!METRIC_KINDS.includes(kind)) return badRequest(`kind is one of ${METRIC_KINDS.join(', ')}`);
    return ok(metrics(view, filterResources(view.resources.filter(isListed), search), kind));
  }),
  route('compute/backup-policies', ({ view, search }) => {
    const service = view.services.get(Number(search.get('serviceId')));
    const type = search.get('policyType');
    if (service === undefined || type === null) return badRequest('serviceId and policyType are required');
    const replicated = search.get('backupReplicated');
    const fit = view.estate.policies.filter(
      (policy) => policy.type === type && (replicated === null || String(policy.isReplicated) === replicated),
    );
    const isWanted = names(search, 'availabilityZone');
    const zones = view.estate.zones.filter((zone) => isWanted(zone.id));
    return ok(
      Object.fromEntries(
        zones.map((zone) => [zone.id, fit.map((policy) => backupPolicyItem(policy, zones))]),
      ),
    );
  }),
  route('compute/backup-policies/{}', ({ view, params }) => {
    const policy = view.estate.policies.find((candidate) => String(candidate.id) === params[0]);
    return policy === undefined
      ? notFound(`backup policy ${params[0]}`)
      : ok(backupPolicyItem(policy, view.estate.zones));
  }),
  route('compute/environments', ({ view }) =>
    ok(
      distinct(view.estate.services.map((service) => service.environment)).map((name) => ({
        name,
        types: [{ name }],
      })),
    ),
  ),
  route('compute/statuses', () => ok(['ACTIVE', 'INACTIVE', 'PREPARATION'])),
  route('compute/types', ({ view }) => ok(distinct(view.estate.platforms.map((platform) => platform.type)))),
  route('compute/tag-keys', ({ view }) =>
    ok(
      distinct(view.resources.flatMap((seen) => Object.keys(seen.resource.tags))).map((tagKey) => ({
        tagKey,
        tagValue: null,
      })),
    ),
  ),
  route('compute/tag-values', ({ view, search }) => {
    const key = search.get('key') ?? '';
    const values = view.resources.flatMap((seen) => seen.resource.tags[key] ?? []);
    return ok(distinct(values).map((tagValue) => ({ tagKey: key, tagValue })));
  }),
  route('topology/regions', ({ view }) =>
    ok(
      distinct(view.estate.zones.map((zone) => zone.regionId)).map((id) => regionItem(view.estate.zones, id)),
    ),
  ),
  route('topology/regions/{}', ({ view, params }) => {
    const region = regionItem(view.estate.zones, params[0] ?? '');
    return region === null ? notFound(`region ${params[0]}`) : ok(region);
  }),
  route('topology/regions/{}/areas', ({ view, params }) => ok(areaItems(view.estate.zones, params[0] ?? ''))),
];
