import { join } from 'node:path';
import { openWork } from '../../src/store/duckdb.ts';
import { publishEstate } from '../../src/store/publish-itcare.ts';
import { REFERENCE } from './estate.ts';
import { backupPolicyRow, batchesOf, type Estate, resourceRow, serviceRow, yielding } from './estate-rows.ts';
import { createWorkspace, type Reference, type Workspace } from './workspace.ts';

export const publish = async (ws: Workspace, takenAt: string, estate: Estate): Promise<void> => {
  const work = await openWork();
  try {
    const ledger = join(ws.dir, 'bilan.duckdb');
    await publishEstate(work, ledger, yielding(batchesOf(estate), Date.parse(takenAt)));
  } finally {
    await work.close();
  }
};

const DAILY = '{"daily":{"frequency":1,"retention":28}}';
export const daily = (id: number, facts: object = {}) =>
  backupPolicyRow('daily', {
    scope: 'attached',
    resource_id: BigInt(id),
    name: 'Daily',
    is_replicated: true,
    frequencies: DAILY,
    ...facts,
  });

export const instance = (id: number, lastBackup: string, facts: object = {}) =>
  resourceRow(id, {
    name: `srv-${id}`,
    service_id: 7n,
    environment: 'PRODUCTION',
    category: 'INSTANCES',
    type: 'LINUX',
    status: 'ACTIVE',
    datacenter_id: 'EB4',
    vcpu: 2,
    backup_gb: 10,
    last_backup_at: Date.parse(lastBackup),
    ...facts,
  });

export const TAKEN = '2026-03-02T08:00:00Z';

/** Two production machines: 1 was backed up exactly 24 h before the snapshot, 2 one second earlier. */
export const twoMachines = (second = '2026-03-01T07:59:59Z'): Estate => ({
  service: [serviceRow(7, { name: 'Pay - PRODUCTION', environment: 'PRODUCTION' })],
  resource: [instance(1, '2026-03-01T08:00:00Z'), instance(2, second)],
  backup_policy: [daily(1), daily(2)],
});

export const NOW = { now: '2026-03-02T09:00:00Z' };
export const TOO_OLD = ['control', 'backup_too_old', '--param', 'grace_hours=0'];

export const prepared = async (
  estate: Estate = twoMachines(),
  reference: Reference = {},
  isShared = false,
): Promise<Workspace> => {
  const ws = createWorkspace(undefined, { isShared });
  ws.writeReference({ ...REFERENCE, ...reference });
  await ws.ok(['collect', 'reference'], NOW);
  await publish(ws, TAKEN, estate);
  return ws;
};
