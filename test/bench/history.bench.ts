import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ResourceRow } from '../../src/domain/rows.ts';
import { openWork } from '../../src/store/duckdb.ts';
import { openReader } from '../../src/store/ledger.ts';
import { publishEstate } from '../../src/store/publish-itcare.ts';
import { resourceRow, yielding } from '../support/estate-rows.ts';

const RESOURCES = 20_000;
const DAYS = 365;
const DAY_MS = 86_400_000;
const FIRST = Date.UTC(2026, 0, 1, 6);

/** A generator of its own, so that every run measures the same history. */
const createRandom = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

const random = createRandom(20_260_101);
const words = (count: number): string =>
  Array.from({ length: count }, () => random(36 ** 4).toString(36)).join('-');

const lastBackup = (day: number): { gb: number; at: number } => ({
  gb: random(5000) / 10,
  at: FIRST + day * DAY_MS - random(DAY_MS),
});

/** An item as long as ITCare's: what is said of an instance by its two lists, about 2 kB. */
const resource = (id: number, day: number): ResourceRow => {
  const name = `srv-${words(2)}`;
  const serviceId = 1 + (id % 1000);
  const generic = {
    id,
    internalResourceId: random(1e9),
    name,
    label: 'Debian 12',
    prettyLabel: `Debian 12 - ${name}`,
    path: `/compute/instances/${id}`,
    category: 'INSTANCE',
    type: 'LINUX',
    family: 'DEBIAN',
    technology: 'DEBIAN',
    status: 'ACTIVE',
    supportPhase: 'STANDARD',
    environment: 'PRODUCTION',
    serviceId,
    serviceName: `service ${serviceId}`,
    cloudName: 'cloud-1',
    comment: words(6),
    creationTime: '2024-03-01T10:00:00.000+0100',
    creationUser: words(1),
    releasedAt: '2023-06-10T00:00:00.000+0200',
    endOfSupportAt: '2028-06-30T00:00:00.000+0200',
    tags: [{ tagKey: 'application', tagValue: words(1) }],
  };
  const instance = {
    ...generic,
    cpu: 1 + random(16),
    ram: 1 + random(64),
    storage: random(2000),
    ipAddress: `10.${random(256)}.${random(256)}.${random(256)}`,
    metrologyUrl: `https://metrology.example/${words(3)}`,
    monitoringEnabled: true,
    monitoringOnCallEnabled: random(2) === 0,
    patchParty: { excluded: false, patchGroup: '1', patchTag: '2026-Q1' },
    region: { id: 'EB', dataCenter: 'EB4', location: 'Boulogne' },
    availabilityZone: { id: 'EB-A', datacenterId: 'EB4', routable: true },
    network: { cidr: '10.0.0.0/24', shortDescription: words(2), usedPercent: random(100) },
    storageInformation: {
      totalSizeDisks: random(2000),
      fileSystems: [{ mountingPoint: '/', sizeOf: 50, free: random(50) }],
    },
  };
  const backup = lastBackup(day);
  return {
    ...resourceRow(id),
    name,
    service_id: BigInt(serviceId),
    service_name: generic.serviceName,
    environment: 'PRODUCTION',
    category: 'INSTANCE',
    type: 'LINUX',
    family: 'DEBIAN',
    platform: 'Debian 12',
    status: 'ACTIVE',
    datacenter_id: 'EB4',
    availability_zone: 'EB-A',
    vcpu: instance.cpu,
    ram_gb: instance.ram,
    storage_gb: instance.storage,
    created_at: Date.UTC(2024, 2, 1) + random(DAY_MS),
    released_on: '2023-06-10',
    end_of_support_on: '2028-06-30',
    tags: { application: generic.tags[0]?.tagValue ?? '' },
    raw: JSON.stringify({ resources: generic, instances: instance }),
    ...backedUp(id, backup),
  };
};

const backedUp = (
  id: number,
  { gb, at }: { gb: number; at: number },
): Pick<ResourceRow, 'backup_gb' | 'last_backup_at' | 'backup_raw'> => {
  const date = new Date(at).toISOString();
  return {
    backup_gb: gb,
    last_backup_at: at,
    backup_raw: JSON.stringify({
      instances: {
        backup: { backupSystem: 'RUBRIK', lastDate: date, size: gb },
        backupPolicyDetails: {
          backups: [{ id, type: 'RUBRIK', backupLastDate: date, backupSize: gb }],
          policies: [
            {
              policyId: 'VM_DAILY_28',
              replication: true,
              startTime: '22:00',
              durationInHours: 8,
              frequencies: { daily: { frequency: 1, retention: 28 } },
              backupLastDate: date,
              backupSize: gb,
            },
          ],
        },
      },
    }),
  };
};

it('a year of daily snapshots against one', { timeout: 1_800_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bilan-bench-'));
  const ledger = join(folder, 'bilan.duckdb');
  const sizeMb = (): number => statSync(ledger).size / 1e6;
  const estate = Array.from({ length: RESOURCES }, (_, i) => resource(i + 1, 0));
  const start = performance.now();
  let one = 0;
  for (let day = 0; day < DAYS; day += 1) {
    if (day > 0) {
      for (const [i, known] of estate.entries()) {
        if (random(100) < 60) estate[i] = { ...known, ...backedUp(i + 1, lastBackup(day)) };
      }
      for (let n = 0; n < RESOURCES / 100; n += 1) {
        const i = random(RESOURCES);
        estate[i] = resource(i + 1, day);
      }
    }
    const work = await openWork();
    await publishEstate(work, ledger, yielding([{ kind: 'resource', rows: estate }], FIRST + day * DAY_MS));
    await work.close();
    if (day === 0) one = sizeMb();
  }
  const seconds = (performance.now() - start) / 1000;
  const year = sizeMb();
  process.stdout.write(
    `${DAYS} snapshots of ${RESOURCES} resources: ${(year / one).toFixed(1)} x one snapshot on disk (${year.toFixed(1)} MB against ${one.toFixed(1)} MB), published in ${seconds.toFixed(0)} s\n`,
  );
  const db = await openReader(ledger);
  const timed = async (sql: string): Promise<void> => {
    const begin = performance.now();
    await db.rows(sql);
    process.stdout.write(`${sql}: ${((performance.now() - begin) / 1000).toFixed(2)} s\n`);
  };
  await timed('select count(*) from resource');
  await timed("select count(*), sum(backup_gb) from resource_history where snapshot_id = 'itcare-000200'");
  await timed('select count(*), sum(backup_gb) from resource_history');
  await timed('select state, count(*) from resource_event group by all');
  await timed('select count(*), sum(length(raw)) from resource_raw');
  await db.close();
  rmSync(folder, { recursive: true });
  expect(year / one).toBeLessThan(40);
});
