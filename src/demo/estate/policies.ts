import type { BackupPolicy } from './types.ts';

const policy = (
  id: number,
  type: string,
  label: string,
  isReplicated: boolean,
  frequencies: BackupPolicy['frequencies'],
  rest: { readonly isDefault?: boolean; readonly durationInHours?: number } = {},
): BackupPolicy => ({
  id,
  policyId: `rubrik-sla-${id}`,
  name: label,
  type,
  scope: type === 'SERVER' ? 'VM' : 'DATABASE',
  isReplicated,
  isDefault: rest.isDefault ?? false,
  startTime: '20:00',
  durationInHours: rest.durationInHours ?? 10,
  frequencies,
});

const daily = (retention: number): BackupPolicy['frequencies'] => ({ daily: { frequency: 1, retention } });

/**
 * Backup policies. Their frequencies and retentions follow the provider's public documentation (machines daily
 * for 28 days; PostgreSQL weekly full with 14 days, 7 outside production; MariaDB two weeks; etcd every two
 * hours for 7 days); names, windows and the ones that keep less are made up for the demo.
 */
export const POLICIES: readonly BackupPolicy[] = [
  policy(11, 'SERVER', 'Daily 28 days, replicated', true, daily(28), { isDefault: true }),
  policy(12, 'SERVER', 'Daily 28 days', false, daily(28)),
  policy(13, 'SERVER', 'Daily 14 days', false, daily(14)),
  policy(14, 'SERVER', 'Daily 28 days, monthly 12 months, replicated', true, {
    daily: { frequency: 1, retention: 28 },
    monthly: { frequency: 1, retention: 12 },
  }),
  policy(21, 'POSTGRESQL', 'Weekly full, PITR 14 days', true, {
    daily: { frequency: 1, retention: 14 },
    weekly: { frequency: 1, retention: 2 },
  }),
  policy(22, 'POSTGRESQL', 'Weekly full, PITR 7 days', false, {
    daily: { frequency: 1, retention: 7 },
    weekly: { frequency: 1, retention: 1 },
  }),
  policy(31, 'MARIADB', 'Weekly full, binlog 2 h, 2 weeks', true, {
    hourly: { frequency: 2, retention: 336 },
    weekly: { frequency: 1, retention: 2 },
  }),
  policy(41, 'SQLSERVER', 'Daily full, log 1 h, 28 days', true, {
    hourly: { frequency: 1, retention: 168 },
    daily: { frequency: 1, retention: 28 },
  }),
  policy(
    51,
    'KUBERNETES',
    'etcd every 2 hours, 7 days',
    true,
    { hourly: { frequency: 2, retention: 168 } },
    { durationInHours: 1 },
  ),
  policy(61, 'OPENSEARCH', 'Daily snapshot 28 days', true, daily(28)),
];
