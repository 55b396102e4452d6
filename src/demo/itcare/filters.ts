import type { SeenResource } from '../estate/view.ts';
import { filterValues } from './paging.ts';

/** The documented filters that the demo understands: query parameter → what it compares. */
const FILTERS: Readonly<Record<string, (seen: SeenResource) => string>> = {
  clouds: (seen) => String(seen.cloud.id),
  services: (seen) => String(seen.service.id),
  ids: (seen) => String(seen.resource.id),
  resources: (seen) => String(seen.resource.id),
  names: (seen) => seen.resource.name,
  types: (seen) => seen.platform.type,
  families: (seen) => seen.platform.family,
  environments: (seen) => seen.service.environment,
  statuses: (seen) => seen.status,
  platforms: (seen) => seen.platform.name,
  phases: (seen) => seen.phase ?? '',
};

/** The resources that every given filter lets through. */
export const filterResources = (
  resources: readonly SeenResource[],
  search: URLSearchParams,
): readonly SeenResource[] => {
  let kept = resources;
  for (const [name, compared] of Object.entries(FILTERS)) {
    const wanted = new Set(filterValues(search, name));
    if (wanted.size > 0) kept = kept.filter((seen) => wanted.has(compared(seen)));
  }
  return kept;
};
