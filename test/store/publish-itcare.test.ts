import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { ResourceRow } from '../../src/domain/rows.ts';
import { prepareLedger } from '../../src/store/ledger.ts';
import type { Database, SqlRow } from '../../src/store/port.ts';
import {
  backupPolicyRow,
  type Estate,
  familyRow,
  metricRow,
  platformRow,
  resourceRow,
  serviceRow,
} from '../support/estate-rows.ts';
import { createTestLedger, type TestLedger } from '../support/ledger.ts';

let ledgers: TestLedger[] = [];
const newLedger = (copyOf?: TestLedger): TestLedger => {
  const ledger = createTestLedger(copyOf);
  ledgers.push(ledger);
  return ledger;
};
afterEach(() => {
  for (const ledger of ledgers) ledger.remove();
  ledgers = [];
});

const dayOf = (index: number): string => `2026-01-${String(index + 1).padStart(2, '0')}T05:00:00Z`;
const text = (value: unknown): string =>
  JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? String(item) : item));
const cells = (row: SqlRow): string => text(Object.values(row));

describe('any snapshot is what was collected, whatever was stored', () => {
  const backup = fc.record({
    instances: fc.record({
      backup: fc.record({
        lastDate: fc.constantFrom('2026-01-01T00:00:00.000Z', null),
        size: fc.constantFrom(1, 2.5, null),
      }),
      policies: fc.array(
        fc.record({ backupLastDate: fc.constantFrom('2026-01-02T00:00:00.000Z', 'x"y'), name: fc.string() }),
        { maxLength: 2 },
      ),
    }),
  });
  const seldom: fc.Arbitrary<Partial<ResourceRow>> = fc.record({
    name: fc.constantFrom(null, '', 'é🦆', '=1+1', "quote'\n;"),
    vcpu: fc.constantFrom(null, 0, 2, 2.5),
    storage_gb: fc.constantFrom(null, -1, 1e300),
    service_id: fc.constantFrom(null, 9_007_199_254_740_993n),
    is_backed_up: fc.constantFrom(null, true, false),
    is_on_call: fc.constantFrom(null, true),
    end_of_support_on: fc.constantFrom(null, '2026-01-02'),
    created_at: fc.constantFrom(null, Date.UTC(2020, 1, 1)),
    tags: fc.constantFrom<Record<string, string>>({}, { a: '1' }, { 'b"': '', a: '1' }),
  });
  const nightly: fc.Arbitrary<Partial<ResourceRow>> = fc.record({
    backup_gb: fc.constantFrom(null, 0, 10),
    last_backup_at: fc.constantFrom(null, Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 2)),
  });
  const texts: fc.Arbitrary<Partial<ResourceRow>> = fc.record({
    raw: fc.oneof(
      fc.json(),
      backup.map((value) => JSON.stringify(value)),
    ),
    backup_raw: fc.oneof(
      fc.constant(null),
      backup.map((value) => JSON.stringify(value)),
    ),
  });
  const snapshot = fc.record({
    // Numbers of variants: so that from one snapshot to the next some parts change and others do not.
    resources: fc.uniqueArray(
      fc.tuple(fc.integer({ min: 1, max: 5 }), fc.nat({ max: 1 }), fc.nat({ max: 2 }), fc.nat({ max: 2 })),
      { selector: ([id]) => id, minLength: 3, maxLength: 5 },
    ),
    services: fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom(null, 'a', 'b')), {
      selector: ([id]) => id,
    }),
    platforms: fc.subarray(['Debian 11', 'RHEL 9', '']),
    policies: fc.uniqueArray(
      fc.record({
        policy_id: fc.constantFrom('p', 'q'),
        service_id: fc.constantFrom(null, 1n),
        duration_h: fc.constantFrom(null, 8),
      }),
      { selector: (row) => `${row.policy_id} ${row.service_id}` },
    ),
    isComplete: fc.constantFrom(true, true, true, false),
  });

  const variants = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: 3, maxLength: 3 });
  const history = fc.record({
    seldom: variants(seldom),
    nightly: variants(nightly),
    texts: variants(texts),
    snapshots: fc.array(snapshot, { minLength: 4, maxLength: 6 }),
  });

  const said = (row: ResourceRow) => [
    row.resource_id,
    row.name,
    row.service_id,
    row.vcpu,
    row.storage_gb,
    row.backup_gb,
    row.created_at,
    row.is_backed_up,
    row.end_of_support_on,
    row.is_on_call,
    row.last_backup_at,
    Object.entries(row.tags)
      .sort()
      .map(([key, value]) => `${key}=${value}`)
      .join('|'),
    row.raw,
    row.backup_raw,
  ];
  const storedResources = (db: Database, id: string) =>
    db.rows(
      `select h.resource_id, h.name, h.service_id, h.vcpu, h.storage_gb, h.backup_gb, cast(epoch_ms(h.created_at) as double) as created_at,
         h.is_backed_up, h.end_of_support_on, d.is_on_call, cast(epoch_ms(d.last_backup_at) as double) as last_backup_at,
         array_to_string(list_transform(map_entries(h.tags), lambda e: e.key || '=' || e.value), '|') as tags, r.raw, r.backup_raw
       from resource_history as h
       join resource_detail_history as d using (snapshot_id, resource_id)
       join resource_raw_in($id) as r using (resource_id)
       where h.snapshot_id = $id order by h.resource_id`,
      { id },
    );

  it('random histories against storing every snapshot whole', { timeout: 180_000 }, async () => {
    const empty = newLedger();
    await prepareLedger(empty.path);
    await fc.assert(
      fc.asyncProperty(history, async (given) => {
        const ledger = newLedger(empty);
        const whole: { id: string; estate: (typeof given.snapshots)[number]; rows: ResourceRow[] }[] = [];
        for (const [index, estate] of given.snapshots.entries()) {
          const rows = estate.resources.map(([id, a, b, c]) =>
            resourceRow(id, { ...given.seldom[a], ...given.nightly[b], ...given.texts[c] }),
          );
          const published = await ledger.publish(dayOf(index), {
            resource: rows,
            service: estate.services.map(([id, name]) => serviceRow(id, { name })),
            platform: estate.platforms.map((name) => platformRow(name, { released_on: '2020-01-01' })),
            backup_policy: estate.policies.map((row) => backupPolicyRow(row.policy_id, row)),
            family_status: [familyRow('resources', { is_complete: estate.isComplete })],
          });
          expect(published.isComplete).toBe(estate.isComplete);
          if (estate.isComplete) whole.push({ id: published.snapshotId, estate, rows });
        }
        await ledger.read(async (db) => {
          const shown = await db.rows('select distinct snapshot_id from resource_history order by 1');
          expect(shown.map((row) => row.snapshot_id)).toEqual(
            whole.filter(({ rows }) => rows.length > 0).map(({ id }) => id),
          );
          for (const { id, estate, rows } of whole) {
            const expected = [...rows].sort((a, b) => Number(a.resource_id - b.resource_id)).map(said);
            expect((await storedResources(db, id)).map(cells)).toEqual(expected.map(text));
            const services = await db.rows(
              'select service_id, name from service_history where snapshot_id = $id order by 1',
              { id },
            );
            expect(services.map(cells)).toEqual(
              [...estate.services]
                .sort(([a], [b]) => a - b)
                .map(([service, name]) => text([BigInt(service), name])),
            );
            const platforms = await db.rows(
              'select platform from platform_history where snapshot_id = $id order by 1',
              { id },
            );
            expect(platforms.map((row) => row.platform)).toEqual([...estate.platforms].sort());
          }
          const policies = await db.rows('select policy_id, service_id, duration_h from backup_policy');
          expect(policies.map(cells).sort()).toEqual(
            (whole.at(-1)?.estate.policies ?? [])
              .map((row) => text([row.policy_id, row.service_id, row.duration_h]))
              .sort(),
          );
        });
        ledger.remove();
      }),
      { numRuns: 5, seed: 4, endOnFailure: true },
    );
  });
});

describe('what changed from one complete snapshot to the next', () => {
  const events = (ledger: TestLedger) =>
    ledger.rows('select snapshot_id, resource_id, state, changed_columns from resource_event order by 1, 2');

  it('new, changed with its columns, gone, returned as it was or not; a backup of last night is no event', async () => {
    const ledger = newLedger();
    const one = resourceRow(1, { name: 'a', vcpu: 2 });
    await ledger.publish(dayOf(0), { resource: [one, resourceRow(2, { platform: 'Debian 11' })] });
    await ledger.publish(dayOf(1), {
      resource: [{ ...one, vcpu: 4, end_of_support_on: '2027-01-01', backup_gb: 3 }],
    });
    await ledger.publish(dayOf(2), {
      resource: [{ ...one, vcpu: 4, end_of_support_on: '2027-01-01', backup_gb: 5, last_backup_at: 0 }],
    });
    await ledger.publish(dayOf(3), { resource: [resourceRow(2, { platform: 'Debian 11' })] });
    await ledger.publish(dayOf(4), { resource: [one] });
    expect((await events(ledger)).map((row) => Object.values(row).join(' '))).toEqual([
      'itcare-000001 1 new []',
      'itcare-000001 2 new []',
      "itcare-000002 1 changed ['vcpu', 'end_of_support_on']",
      'itcare-000002 2 gone []',
      'itcare-000004 1 gone []',
      'itcare-000004 2 returned []',
      "itcare-000005 1 returned ['vcpu', 'end_of_support_on']",
      'itcare-000005 2 gone []',
    ]);
  });

  it('every column alone is a change, and so is each text', async () => {
    const other: Partial<ResourceRow> = {
      name: 'x',
      service_id: 1n,
      service_name: 'x',
      environment: 'x',
      cloud_name: 'x',
      category: 'x',
      type: 'x',
      family: 'x',
      technology: 'x',
      product_name: 'x',
      product_version: 'x',
      platform: 'x',
      status: 'x',
      parent_id: 1n,
      datacenter_id: 'x',
      availability_zone: 'x',
      vcpu: 0,
      ram_gb: 0,
      storage_gb: 0,
      created_at: 0,
      is_monitored: false,
      is_backed_up: false,
      is_replicated: false,
      is_on_call: false,
      is_patch_excluded: false,
      patch_group: 'x',
      patch_tag: 'x',
      patch_exclusion_reason: 'x',
      patch_excluded_at: 0,
      serial: 'x',
      end_of_cover_on: '2026-01-01',
      declared_phase: 'x',
      released_on: '2026-01-01',
      end_of_sales_on: '2026-01-01',
      extended_support_on: '2026-01-01',
      end_of_support_on: '2026-01-01',
      tags: { x: '' },
      raw: '{"x":1}',
      backup_raw: '{"x":1}',
    };
    const names = Object.keys(other);
    const every = Object.keys(resourceRow(0));
    expect(every.filter((name) => !names.includes(name))).toEqual([
      'resource_id',
      'backup_gb',
      'last_backup_at',
    ]);
    const ledger = newLedger();
    const known = names.map((_, i) => resourceRow(i, { serial: 'a', raw: '{}' }));
    await ledger.publish(dayOf(0), { resource: known });
    const changed = known.map((row, i) => ({ ...row, [names[i] ?? '']: Object.values(other)[i] }));
    await ledger.publish(dayOf(1), { resource: changed });
    const told = await ledger.rows<{ resource_id: bigint; changed_columns: string }>(
      "select resource_id, changed_columns from resource_event where snapshot_id = 'itcare-000002' order by 1",
    );
    expect(told.map((row) => `${names[Number(row.resource_id)]} ${row.changed_columns}`)).toEqual(
      names.filter((name) => !name.endsWith('raw')).map((name) => `${name} ['${name}']`),
    );
    const texts = await ledger.rows('select raw, backup_raw from resource_raw order by resource_id');
    expect(texts.map(cells)).toEqual(changed.map(({ raw, backup_raw }) => text([raw, backup_raw])));
  });

  it('keeps nothing of what stayed the same, and only the narrow row of a new backup', async () => {
    const ledger = newLedger();
    const estate = (at: string, size: number): Estate => ({
      resource: [
        resourceRow(1, {
          backup_gb: size,
          last_backup_at: Date.parse(at),
          backup_raw: `{"instances":{"backup":{"lastDate":"${at}","size":${size}}}}`,
        }),
      ],
      service: [serviceRow(1)],
      platform: [platformRow('RHEL 9')],
      metric: [metricRow('global.count', null, 1)],
      backup_policy: [backupPolicyRow('p', { service_id: 1n })],
    });
    await ledger.publish(dayOf(0), estate('2026-01-01T01:00:00.000Z', 1));
    await ledger.publish(dayOf(1), estate('2026-01-01T01:00:00.000Z', 1));
    await ledger.publish(dayOf(2), estate('2026-01-02T01:00:00.000Z', 2));
    const kept = await ledger.rows(
      `select table_name as name, estimated_size as rows from duckdb_tables() where schema_name = 'raw' and table_name like '%_change' and estimated_size > 0 order by 1`,
    );
    expect(kept.map((row) => `${row.name} ${row.rows}`)).toEqual([
      'backup_policy_change 1',
      'metric_change 1',
      'platform_change 1',
      'resource_backup_change 2',
      'resource_change 1',
      'resource_digest_change 1',
      'resource_fact_change 2',
      'resource_raw_change 1',
      'service_change 1',
    ]);
  });
});

describe('an incomplete snapshot', () => {
  it('is kept and marked per family, shown nowhere, and is no base of the next', async () => {
    const ledger = newLedger();
    const complete = {
      resource: [resourceRow(1, { name: 'a' }), resourceRow(2)],
      family_status: [familyRow('resources')],
    };
    await ledger.publish(dayOf(0), complete);
    const partial = await ledger.publish(dayOf(1), {
      resource: [resourceRow(1, { name: 'b' })],
      family_status: [
        familyRow('databases', { is_complete: false, request_count: 3, error: '503' }),
        familyRow('resources'),
      ],
    });
    expect(partial).toEqual({ snapshotId: 'itcare-000002', isComplete: false, rowCount: 1, differences: [] });
    expect(await ledger.rows('select resource_id, name from resource order by 1')).toEqual([
      { resource_id: 1n, name: 'a' },
      { resource_id: 2n, name: null },
    ]);
    await ledger.publish(dayOf(2), complete);
    expect(await ledger.rows('select state, count(*) as n from resource_event group by all')).toEqual([
      { state: 'new', n: 2n },
    ]);
    expect(await ledger.rows('select snapshot_id, is_complete from snapshot order by 1')).toEqual([
      { snapshot_id: 'itcare-000001', is_complete: true },
      { snapshot_id: 'itcare-000002', is_complete: false },
      { snapshot_id: 'itcare-000003', is_complete: true },
    ]);
    expect(
      await ledger.rows(
        "select family, is_complete, request_count, error from snapshot_family where snapshot_id = 'itcare-000002' order by 1",
      ),
    ).toEqual([
      { family: 'databases', is_complete: false, request_count: 3n, error: '503' },
      { family: 'resources', is_complete: true, request_count: 1n, error: null },
    ]);
    expect((await ledger.rows("from raw.resource_change where snapshot_id = 'itcare-000002'")).length).toBe(
      1,
    );
  });
});

describe('publishing that fails', () => {
  it('in the middle: the ledger is as it was', async () => {
    const ledger = newLedger();
    await ledger.publish(dayOf(0), { resource: [resourceRow(1)] });
    const broken: Estate = {
      resource: [resourceRow(2)],
      // The table refuses it, after all changes were written.
      family_status: [familyRow('resources', { request_count: null as never })],
    };
    await expect(ledger.publish(dayOf(1), broken)).rejects.toThrow(/NOT NULL/);
    expect(await ledger.rows('select snapshot_id from snapshot')).toEqual([{ snapshot_id: 'itcare-000001' }]);
    expect(await ledger.rows('select resource_id from raw.resource_change')).toEqual([{ resource_id: 1n }]);
    await ledger.publish(dayOf(1), { resource: [resourceRow(2)] });
    expect(await ledger.rows('select resource_id from resource')).toEqual([{ resource_id: 2n }]);
  });

  it('two rows of one identity are refused', async () => {
    const ledger = newLedger();
    await expect(ledger.publish(dayOf(0), { resource: [resourceRow(7), resourceRow(7)] })).rejects.toThrow(
      'Two rows of resource for resource_id 7',
    );
  });
});

describe('our sums against those of ITCare', () => {
  const estate: Estate = {
    service: [serviceRow(1), serviceRow(2)],
    resource: [
      resourceRow(1, { vcpu: 8, ram_gb: 16, declared_phase: 'STANDARD' }),
      resourceRow(9, { serial: 'CZ0001', vcpu: 64, declared_phase: 'STANDARD' }),
      resourceRow(2, {
        parent_id: 1n,
        vcpu: 4,
        ram_gb: 16,
        storage_gb: 10.5,
        backup_gb: 1.25,
        declared_phase: 'Standard',
      }),
      resourceRow(3, { parent_id: 1n, vcpu: 4, declared_phase: 'EXTENDED' }),
    ],
    family_status: [familyRow('instances', { element_count: 2 })],
  };

  it('a cluster counts once; equal figures are no difference, others are named with both', async () => {
    const ledger = newLedger();
    const { differences } = await ledger.publish(dayOf(0), {
      ...estate,
      metric: [
        metricRow('global.servicesCount', null, 2),
        metricRow('global.count', null, 3),
        metricRow('global.instancesCount', null, 2),
        metricRow('global.coresCount', null, 8),
        metricRow('global.ramGb', null, 17),
        metricRow('global.storageGb', null, 10.5),
        metricRow('global.backupGb', null, null),
        metricRow('global.phasesDistribution', 'STANDARD', 2),
        metricRow('global.phasesDistribution', 'END_OF_SUPPORT', 1),
        metricRow('global.score', null, 50),
      ],
    });
    expect(differences).toEqual([
      { measure: 'phase END_OF_SUPPORT', reason: 'ours is 0, ITCare says 1' },
      { measure: 'ram_gb', reason: 'ours is 16, ITCare says 17' },
    ]);
    expect(await ledger.rows('from itcare_reconciliation order by measure')).toEqual([
      { measure: 'backup_gb', ours: 1.25, itcare: null, difference: null },
      { measure: 'instances', ours: 2, itcare: 2, difference: 0 },
      { measure: 'phase END_OF_SUPPORT', ours: 0, itcare: 1, difference: -1 },
      { measure: 'phase EXTENDED', ours: 1, itcare: null, difference: null },
      { measure: 'phase STANDARD', ours: 2, itcare: 2, difference: 0 },
      { measure: 'ram_gb', ours: 16, itcare: 17, difference: -1 },
      { measure: 'resources', ours: 3, itcare: 3, difference: 0 },
      { measure: 'services', ours: 2, itcare: 2, difference: 0 },
      { measure: 'storage_gb', ours: 10.5, itcare: 10.5, difference: 0 },
      { measure: 'vcpu', ours: 8, itcare: 8, difference: 0 },
    ]);
  });

  it('a count that is one short is a difference however large the estate, a rounded size is none', async () => {
    const ledger = newLedger();
    const many = Array.from({ length: 1000 }, (_, i) => resourceRow(i + 1, { vcpu: 2, storage_gb: 0.3 }));
    const { differences } = await ledger.publish(dayOf(0), {
      resource: many,
      metric: [
        metricRow('global.count', null, 1001),
        metricRow('global.coresCount', null, 2001),
        metricRow('global.storageGb', null, 301),
      ],
    });
    expect(differences).toEqual([
      { measure: 'resources', reason: 'ours is 1000, ITCare says 1001' },
      { measure: 'vcpu', reason: 'ours is 2000, ITCare says 2001' },
    ]);
  });
});
