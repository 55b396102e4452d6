import type { BackupPolicyRow, PatchPolicyRow } from '../../domain/rows.ts';
import { type JsonObject, writeJson } from '../http/json.ts';
import type { ItemReader } from './values.ts';

/** A backup policy by itself, whoever it is offered to or attached to. */
export type PolicyFacts = Omit<BackupPolicyRow, 'scope' | 'service_id' | 'resource_id'>;

/** What an attached policy says of the last backup is not of the policy, and new every night. */
const withoutLastBackup = ({ backupLastDate: _, backupSize: __, ...policy }: JsonObject): JsonObject =>
  policy;

/**
 * Reads a backup policy as a resource has it, or as `/itcare/compute/backup-policies` offers it. An estate has few,
 * and most resources one of them: what was read of one is what is known of all that say the same.
 */
export const readPolicy = (item: ItemReader, json: JsonObject): PolicyFacts => {
  const raw = writeJson(withoutLastBackup(json));
  return item.once(raw, () => {
    const name = item.label('name');
    const label = item.label('label');
    const frequencies = item.json('frequencies');
    return {
      policy_id: item.label('policyId') ?? name ?? label ?? 'unnamed',
      name,
      label,
      type: item.label('type'),
      is_replicated: item.flag('replication'),
      start_time: item.label('startTime'),
      duration_h: item.size('durationInHours'),
      timezone: item.label('timezone'),
      frequencies: frequencies === null ? null : writeJson(frequencies),
      raw,
    };
  });
};

/**
 * The backup policies that a resource has.
 * @param details of its `backupPolicyDetails`
 * @param happenedAt is told when each policy was last followed, epoch milliseconds
 * @returns null when the answer says nothing of policies
 */
export const readAttachedPolicies = (
  details: ItemReader,
  happenedAt: (at: number | null) => void,
): readonly PolicyFacts[] | null => {
  const policies = details.each('policies', (policy, json) => {
    happenedAt(policy.instant('backupLastDate'));
    return readPolicy(policy, json);
  });
  return details.json('policies') === null ? null : policies;
};

/** A policy as it is offered to a service, or attached to a resource of a service. */
export const policyRow = (
  policy: PolicyFacts,
  whose: Pick<BackupPolicyRow, 'scope' | 'service_id' | 'resource_id'>,
): BackupPolicyRow => ({
  policy_id: policy.policy_id,
  scope: whose.scope,
  service_id: whose.service_id,
  resource_id: whose.resource_id,
  name: policy.name,
  label: policy.label,
  type: policy.type,
  is_replicated: policy.is_replicated,
  start_time: policy.start_time,
  duration_h: policy.duration_h,
  timezone: policy.timezone,
  frequencies: policy.frequencies,
  raw: policy.raw,
});

/** Each policy once, the first of those with one id. */
export const distinctPolicies = (policies: readonly PolicyFacts[]): readonly PolicyFacts[] => {
  if (policies.length < 2) return policies;
  const distinct = new Map<string, PolicyFacts>();
  for (const policy of policies) if (!distinct.has(policy.policy_id)) distinct.set(policy.policy_id, policy);
  return [...distinct.values()];
};

/** Reads a resource's part in the patch parties, of `/itcare/compute/services/{id}/patch-policies`. */
export const readPatchPolicy = (
  item: ItemReader,
  resourceId: bigint,
): Omit<PatchPolicyRow, 'service_id' | 'raw'> => ({
  resource_id: resourceId,
  name: item.text('name'),
  patch_group: item.text('patchGroup'),
  patch_tag: item.text('patchTag'),
  patch_at: item.instant('patchDate'),
  is_excluded: item.flag('excluded'),
  excluded_by: item.text('excludedBy'),
  excluded_at: item.instant('exclusionDate'),
  exclusion_reason: item.text('exclusionReason'),
});
