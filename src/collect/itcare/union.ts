import type { BackupPolicyRow, ResourceRow, ZoneRow } from '../../domain/rows.ts';
import type { ResourceFacts } from './items.ts';
import { distinctPolicies, policyRow } from './policies.ts';
import { rawTexts } from './raw-item.ts';

/** What one answer said of one resource, and how much it counts. */
export interface Source {
  readonly kind: 'generic' | 'node' | 'family';
  /** Among answers of one kind the higher one counts. */
  readonly rank: number;
  /** What the answer is called in `raw`, e.g. `instances`; the same name twice for nodes of two clusters. */
  readonly operation: string;
  readonly facts: ResourceFacts;
}

const KINDS = { generic: 0, node: 1, family: 2 } as const;
const PLACE_KINDS = { generic: 0, family: 1, node: 2 } as const;

const ordered = (
  sources: readonly Source[],
  kinds: Readonly<Record<Source['kind'], number>>,
): readonly Source[] =>
  sources.length < 2
    ? sources
    : [...sources].sort((a, b) => kinds[b.kind] - kinds[a.kind] || b.rank - a.rank);

/** What was said of one resource, from the answer that counts most. */
export const byWeight = (sources: readonly Source[]): readonly Source[] => ordered(sources, KINDS);

const datacenterOf = (facts: ResourceFacts, zones: ReadonlyMap<string, string | null>): string | null => {
  const lookedUp = facts.zone === null ? undefined : zones.get(facts.zone);
  return facts.zone_datacenter ?? lookedUp ?? facts.other_datacenter;
};

const firstOf = <T>(all: readonly Source[], pick: (facts: ResourceFacts) => T | null): T | null => {
  for (const { facts } of all) {
    const value = pick(facts);
    if (value !== null) return value;
  }
  return null;
};

/** Datacenters by availability zone. */
export const datacentersByZone = (zones: readonly ZoneRow[]): ReadonlyMap<string, string | null> =>
  new Map(zones.map((zone) => [zone.availability_zone, zone.datacenter_id]));

const member = (members: string, name: string, text: string): string =>
  `${members}${members === '' ? '' : ','}"${name}":${text}`;

/** The texts of all answers as objects by operation; of nodes of several clusters the answer that counts most. */
const textsOf = (all: readonly Source[]): Pick<ResourceRow, 'raw' | 'backup_raw'> => {
  let raw = '';
  let backup = '';
  // From the answer that counts least: the generic list comes first.
  for (let at = all.length - 1; at >= 0; at -= 1) {
    const { operation, facts } = all[at] as Source;
    if (operation === all[at - 1]?.operation) continue;
    const { stable, volatile } = rawTexts(facts.raw);
    raw = member(raw, operation, stable);
    if (volatile !== undefined) backup = member(backup, operation, volatile);
  }
  return { raw: `{${raw}}`, backup_raw: backup === '' ? null : `{${backup}}` };
};

/**
 * The backup policies that a resource has, as the answer that counts most of those that name any says it.
 * @param all by `byWeight`
 */
export const attachedPolicies = (resourceId: bigint, all: readonly Source[]): readonly BackupPolicyRow[] => {
  const policies = firstOf(all, ({ policies }) => (policies?.length ? policies : null)) ?? [];
  const whose = {
    scope: 'attached',
    service_id: firstOf(all, (facts) => facts.service_id),
    resource_id: resourceId,
  } as const;
  return distinctPolicies(policies).map((policy) => policyRow(policy, whose));
};

/**
 * One row from everything that was said of one resource: a family list counts more than a node's answer, and that
 * more than the generic list; of where it stands the node's answer counts most. What is null lets the next speak.
 */
export const uniteResource = (
  resourceId: bigint,
  parentId: bigint | null,
  all: readonly Source[],
  zones: ReadonlyMap<string, string | null>,
): ResourceRow => {
  const places = all.some(({ kind }) => kind === 'node') ? ordered(all, PLACE_KINDS) : all;
  const pick = <T>(of: (facts: ResourceFacts) => T | null): T | null => firstOf(all, of);
  return {
    resource_id: resourceId,
    name: pick(({ name }) => name),
    service_id: pick(({ service_id }) => service_id),
    service_name: pick(({ service_name }) => service_name),
    environment: pick(({ environment }) => environment),
    cloud_name: pick(({ cloud_name }) => cloud_name),
    category: pick(({ category }) => category),
    type: pick(({ type }) => type),
    family: pick(({ family }) => family),
    technology: pick(({ technology }) => technology),
    product_name: pick(({ product_name }) => product_name),
    product_version: pick(({ product_version }) => product_version),
    platform: pick(({ platform }) => platform),
    status: pick(({ status }) => status),
    parent_id: parentId,
    datacenter_id: firstOf(places, (facts) => datacenterOf(facts, zones)),
    availability_zone: firstOf(places, (facts) => facts.zone),
    vcpu: pick(({ vcpu }) => vcpu),
    ram_gb: pick(({ ram_gb }) => ram_gb),
    storage_gb: pick(({ storage_gb }) => storage_gb),
    backup_gb: pick(({ backup_gb }) => backup_gb),
    created_at: pick(({ created_at }) => created_at),
    is_monitored: pick(({ is_monitored }) => is_monitored),
    is_backed_up: pick(({ is_backed_up }) => is_backed_up),
    is_replicated: pick(({ is_replicated }) => is_replicated),
    is_on_call: pick(({ is_on_call }) => is_on_call),
    is_patch_excluded: pick(({ is_patch_excluded }) => is_patch_excluded),
    patch_group: pick(({ patch_group }) => patch_group),
    patch_tag: pick(({ patch_tag }) => patch_tag),
    patch_exclusion_reason: pick(({ patch_exclusion_reason }) => patch_exclusion_reason),
    patch_excluded_at: pick(({ patch_excluded_at }) => patch_excluded_at),
    serial: pick(({ serial }) => serial),
    end_of_cover_on: pick(({ end_of_cover_on }) => end_of_cover_on),
    last_backup_at: pick(({ last_backup_at }) => last_backup_at),
    declared_phase: pick(({ declared_phase }) => declared_phase),
    released_on: pick(({ released_on }) => released_on),
    end_of_sales_on: pick(({ end_of_sales_on }) => end_of_sales_on),
    extended_support_on: pick(({ extended_support_on }) => extended_support_on),
    end_of_support_on: pick(({ end_of_support_on }) => end_of_support_on),
    tags: pick(({ tags }) => tags) ?? {},
    ...textsOf(all),
  };
};

export interface Parents {
  /** Node → cluster. */
  readonly parents: ReadonlyMap<bigint, bigint>;
  /** What was odd about them, one sentence each. */
  readonly notices: readonly string[];
}

const ascending = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

const leadsBackTo = (start: bigint, parents: ReadonlyMap<bigint, bigint>): boolean => {
  const seen = new Set<bigint>();
  for (let at = parents.get(start); at !== undefined && !seen.has(at); at = parents.get(at)) {
    if (at === start) return true;
    seen.add(at);
  }
  return false;
};

/**
 * The one parent of each node. A cluster that lists itself is not its own parent; a node of two clusters belongs to
 * the one with the lower id; a circle is opened at its lowest id.
 * @param links cluster and node, one per node answered
 */
export const parentsOf = (links: readonly { readonly cluster: bigint; readonly node: bigint }[]): Parents => {
  const parents = new Map<bigint, bigint>();
  const notices: string[] = [];
  const sorted = [...links].sort((a, b) => ascending(a.node, b.node) || ascending(a.cluster, b.cluster));
  for (const { cluster, node } of sorted) {
    const known = parents.get(node);
    if (node === cluster || known === cluster) continue;
    if (known === undefined) parents.set(node, cluster);
    else
      notices.push(
        `resource ${node} is a node of clusters ${known} and ${cluster}: taken as one of ${known}`,
      );
  }
  for (const node of [...parents.keys()]) {
    if (!leadsBackTo(node, parents)) continue;
    notices.push(`resource ${node} is a node of its own node ${parents.get(node)}: taken as nobody's node`);
    parents.delete(node);
  }
  return { parents, notices };
};
