import type { EstateView, SeenResource } from '../estate/view.ts';
import type { Json } from './answers.ts';

const sum = (values: readonly (number | null)[]): number =>
  Math.round(values.reduce<number>((total, value) => total + (value ?? 0), 0) * 10) / 10;

const distribution = (resources: readonly SeenResource[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { phase } of resources) {
    if (phase !== null) counts[phase] = (counts[phase] ?? 0) + 1;
  }
  return counts;
};

/** What `/compute/resources/metrics?kind=…` may ask for. */
export const METRIC_KINDS: readonly string[] = ['global', 'count', 'obsolescence', 'service', 'network'];

/**
 * ITCare's own figures over some resources. Sizes are those of machines and nodes: a cluster says the same
 * vCPU again, and counting both would double them.
 */
export const metrics = (view: EstateView, resources: readonly SeenResource[], kind: string): Json => {
  const machines = resources.filter((seen) => !view.nodes.has(seen.resource.id));
  const counts = { count: resources.length };
  if (kind === 'count') return counts;
  if (kind === 'service') return { servicesCount: new Set(resources.map((seen) => seen.service.id)).size };
  if (kind === 'network') {
    return { count: resources.filter((seen) => seen.resource.kind === 'loadbalancer').length };
  }
  const phases = distribution(resources);
  const supported = (phases.STANDARD ?? 0) + (phases.END_OF_SALES ?? 0);
  const known = sum(Object.values(phases));
  const obsolescence = {
    phasesDistribution: phases,
    score: known === 0 ? null : Math.round((supported / known) * 100),
  };
  if (kind === 'obsolescence') return obsolescence;
  return {
    ...counts,
    instancesCount: resources.filter((seen) => seen.resource.kind === 'instance').length,
    servicesCount: new Set(resources.map((seen) => seen.service.id)).size,
    coresCount: sum(machines.map((seen) => seen.resource.cpu)),
    ramGb: sum(machines.map((seen) => seen.resource.ramGb)),
    storageGb: sum(machines.map((seen) => seen.resource.storageGb)),
    // Listed backups only: one that never ran has no size.
    backupGb: sum(resources.map((seen) => (seen.lastBackupAt === null ? null : seen.backupGb))),
    ...obsolescence,
  };
};

/** `/compute/platform/stats/global`: platforms and resources by declared phase. */
export const globalStats = (resources: readonly SeenResource[]): Json => {
  const phases: Record<string, { count: number; platforms: Map<string, SeenResource[]> }> = {};
  for (const seen of resources) {
    if (seen.phase === null) continue;
    const entry = phases[seen.phase] ?? { count: 0, platforms: new Map<string, SeenResource[]>() };
    phases[seen.phase] = entry;
    entry.count += 1;
    entry.platforms.set(seen.platform.id, [...(entry.platforms.get(seen.platform.id) ?? []), seen]);
  }
  return {
    phasesStatistic: Object.fromEntries(
      Object.entries(phases).map(([phase, { count, platforms }]) => [
        phase,
        {
          count,
          platforms: [...platforms.values()].map((members) => ({
            count: members.length,
            label: members[0]?.platform.name ?? null,
            name: members[0]?.platform.name ?? null,
            resourceType: members[0]?.platform.type ?? null,
          })),
        },
      ]),
    ),
  };
};
