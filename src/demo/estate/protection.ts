import { POLICIES } from './policies.ts';
import type { Random } from './random.ts';
import type { Backup, Patch, Platform, ResourceKind } from './types.ts';

/** What decides how a resource is looked after. */
export interface Protected {
  readonly kind: ResourceKind;
  readonly platform: Platform;
  readonly isProduction: boolean;
  readonly isNode: boolean;
  readonly storageGb: number;
  /** Position among its siblings, from 0. */
  readonly position: number;
}

export interface Protection {
  readonly isMonitored: boolean;
  readonly isOnCall: boolean;
  readonly isReplicated: boolean;
  readonly backup: Backup | null;
  readonly patch: Patch | null;
}

/** Kinds whose own nodes or machines carry the backup. */
const NEVER_BACKED_UP: readonly ResourceKind[] = ['loadbalancer', 'network-cluster', 'hardware', 'broker'];

const POLICY_TYPES: ReadonlySet<string> = new Set(POLICIES.map((policy) => policy.type));

const policyIdFor = (random: Random, subject: Protected): number => {
  const type = POLICY_TYPES.has(subject.platform.type) ? subject.platform.type : 'SERVER';
  const candidates = POLICIES.filter((policy) => policy.type === type);
  if (type !== 'SERVER') {
    const fit = candidates.find((policy) => policy.isReplicated === subject.isProduction);
    return (fit ?? candidates[0])?.id ?? 11;
  }
  // Most take the default of their environment; a few were set by hand and keep less, or only in one place.
  const fate = random.next();
  if (fate < 0.04) return 13;
  if (fate < 0.09) return 12;
  if (!subject.isProduction) return 12;
  return fate < 0.2 ? 14 : 11;
};

const OLD_FAILURES = ['2025-11-19', '2026-01-22', '2026-02-20', '2026-02-26'];

const hasBackup = (random: Random, subject: Protected): boolean => {
  if (NEVER_BACKED_UP.includes(subject.kind)) return false;
  // A cluster is backed up as one; its nodes are rebuilt, not restored.
  if (subject.isNode) return false;
  return random.chance(subject.isProduction ? 0.97 : 0.6);
};

const backupOf = (random: Random, subject: Protected): Backup | null => {
  if (!hasBackup(random, subject)) return null;
  const policyNumber = policyIdFor(random, subject);
  const policy = POLICIES.find((candidate) => candidate.id === policyNumber);
  const isFrequent = policy?.type === 'KUBERNETES' || policy?.type === 'MARIADB';
  const fate = random.next();
  const size = Math.round(subject.storageGb * (0.25 + random.next() * 0.5) * 10) / 10;
  const failure = fate < 0.03 ? Date.parse(`${random.pick(OLD_FAILURES)}T22:40:00Z`) : null;
  const jump =
    fate > 0.985 ? { from: Date.parse('2026-02-10T00:00:00Z'), factor: random.pick([3.2, 0.2]) } : null;
  return {
    policyId: policy?.policyId ?? null,
    everyHours: isFrequent ? 2 : 24,
    lastSuccessBefore: failure,
    hasRun: !(fate > 0.03 && fate < 0.04),
    sizeGb: fate > 0.05 && fate < 0.06 ? 0 : fate > 0.06 && fate < 0.075 ? null : Math.max(size, 0.4),
    growth: 0.2 + random.next() * 0.6,
    ...(jump && { jump }),
  };
};

const GROUPS = ['Groupe 1', 'Groupe 2', 'Groupe 3'];
const EXCLUSIONS = [
  'Redémarrage impossible pendant la clôture comptable',
  'Éditeur non certifié sur le correctif',
  'Migration en cours',
];

const patchOf = (random: Random, subject: Protected): Patch | null => {
  if (subject.kind === 'loadbalancer' || subject.kind === 'hardware') return null;
  // Nodes of one cluster are spread over the groups, except where someone forgot.
  const group = subject.isNode ? subject.position : random.int(0, 2);
  const isForgotten = random.chance(0.05);
  const isExcluded = random.chance(0.06);
  return {
    group: GROUPS[isForgotten ? 0 : group % 3] ?? 'Groupe 1',
    tag: isExcluded ? random.pick(['2024-Q1', '2024-Q3', '2025-Q1', '2025-Q2']) : '2025-Q4',
    excluded: isExcluded
      ? {
          by: random.pick(['c.marchand', 'l.fabre', 'n.benali']),
          at: Date.parse('2023-06-05T09:00:00Z') + random.int(0, 900) * 86_400_000,
          reason: random.pick(EXCLUSIONS),
        }
      : null,
  };
};

/** How a resource is monitored, replicated, backed up and patched: mostly well, here and there not. */
export const protect = (random: Random, subject: Protected): Protection => ({
  isMonitored: random.chance(subject.isProduction ? 0.97 : 0.5),
  isOnCall: subject.isProduction && random.chance(0.9),
  isReplicated: subject.isProduction && random.chance(0.93),
  backup: backupOf(random, subject),
  patch: patchOf(random, subject),
});
