import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, startOfCivilDay } from '../../src/domain/civil-date.ts';
import {
  type SlowEstate,
  type SlowResource,
  type SlowRule,
  slowAllocation,
} from '../calc/slow-allocation.ts';
import { every, powerCsv, REFERENCE } from '../support/estate.ts';
import { createWorkspace, type EstateRows, type Reference } from '../support/workspace.ts';

const FIRST = '2026-03-27';
const DAYS = 5;
const LAST = addDays(FIRST, DAYS - 1);
const ZONE = 'Europe/Paris';
const REGIONS = { EB4: 'R1', EB5: 'R1', ET1: 'R2', FAR: 'R2' } as const;
type Site = keyof typeof REGIONS;
const dayAt = (offset: number): string => addDays(FIRST, offset);
const hour = (offset: number): number => startOfCivilDay(FIRST, ZONE) + offset * 3_600_000;

const size = fc.option(fc.integer({ min: 0, max: 32 }), { nil: null });
const resource = fc.record({
  parent: fc.option(fc.nat(15), { nil: null }),
  service: fc.option(fc.integer({ min: 10, max: 13 }), { nil: null }),
  type: fc.constantFrom('LINUX', 'LINUX', 'AIX', null),
  status: fc.constantFrom('ACTIVE', 'ACTIVE', 'INACTIVE', null),
  site: fc.constantFrom<Site | null>('EB4', 'EB4', 'EB5', 'ET1', null),
  zone: fc.constantFrom('AZ1', 'AZ2', null),
  created: fc.option(fc.integer({ min: -48, max: DAYS * 24 }), { nil: null }),
  sizes: fc.tuple(size, size, size, size),
  /** What the second snapshot says: the same, gone, stopped, grown. */
  later: fc.constantFrom('same', 'same', 'gone', 'stopped', 'grown'),
});
const equipment = fc.record({
  kind: fc.constantFrom(
    ['compute', 'x86'],
    ['compute', 'x86'],
    ['compute', 'power'],
    ['storage', 'san'],
    ['storage', 'backup'],
    ['storage', 'object'],
    ['network', 'switch'],
  ),
  site: fc.constantFrom<Site>('EB4', 'EB5', 'ET1', 'FAR'),
  zone: fc.constantFrom('AZ1', 'AZ2', null),
  watts: fc.integer({ min: 1, max: 9999 }),
  inService: fc.option(fc.integer({ min: 1, max: DAYS - 1 }), { nil: null }),
  placements: fc.option(
    fc.record({
      resources: fc.uniqueArray(fc.nat(15), { minLength: 1, maxLength: 3 }),
      weights: fc.option(fc.tuple(fc.nat(3), fc.nat(3), fc.integer({ min: 1, max: 3 })), { nil: null }),
      from: fc.nat(DAYS - 1),
      days: fc.option(fc.nat(2), { nil: null }),
    }),
    { nil: null, freq: 2 },
  ),
});
const override = fc.record({
  subcategory: fc.constantFrom('x86', null),
  pool: fc.constantFrom('datacenter', 'availability_zone', 'region'),
  key: fc.constantFrom<readonly [string, SlowRule['key']]>(
    ['equal', 'equal'],
    ['ram_gb', { ram_gb: 1 }],
    ['0.7*vcpu + ram_gb*0.3', { vcpu: 0.7, ram_gb: 0.3 }],
  ),
  filter: fc.constantFrom<Pick<SlowRule, 'types' | 'without' | 'statuses'>>(
    {},
    { without: ['AIX'] },
    { types: ['LINUX'], statuses: ['ACTIVE', 'INACTIVE'] },
  ),
  from: fc.option(fc.nat(DAYS - 1), { nil: undefined }),
  to: fc.option(fc.integer({ min: DAYS - 1, max: DAYS }), { nil: undefined }),
});
const drawn = fc.record({
  resources: fc.array(resource, { minLength: 4, maxLength: 16 }),
  equipment: fc.array(equipment, { minLength: 4, maxLength: 10 }),
  override: fc.option(override, { nil: null }),
  secondAt: fc.integer({ min: 1, max: DAYS * 24 }),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

const resourcesOf = ({ resources }: Drawn, isSecond: boolean): SlowResource[] =>
  resources.flatMap((one, i) => {
    if (isSecond && one.later === 'gone') return [];
    const [vcpu, ram_gb, storage_gb, backup_gb] = one.sizes;
    return {
      id: i + 1,
      parent: one.parent === null ? null : one.parent + 1,
      service: one.service,
      type: one.type,
      status: isSecond && one.later === 'stopped' ? 'INACTIVE' : one.status,
      site: one.site,
      zone: one.zone,
      createdAt: one.created === null ? null : hour(one.created),
      vcpu: isSecond && one.later === 'grown' ? (vcpu ?? 0) + 4 : vcpu,
      ram_gb,
      storage_gb,
      backup_gb,
    };
  });

const rowsOf = (resources: readonly SlowResource[]): EstateRows['resources'] =>
  resources.map(({ id, parent, service, site, zone, createdAt, ...more }) => ({
    ...more,
    resource_id: BigInt(id),
    parent_id: parent === null ? null : BigInt(parent),
    service_id: service === null ? null : BigInt(service),
    datacenter_id: site,
    availability_zone: zone,
    created_at: createdAt,
  }));

const overridesOf = ({ override: rule }: Drawn): SlowRule[] =>
  rule === null
    ? []
    : [
        {
          category: 'compute',
          subcategory: rule.subcategory,
          pool: rule.pool,
          key: rule.key[1],
          ...rule.filter,
          ...(rule.from === undefined ? {} : { from: dayAt(rule.from) }),
          ...(rule.to === undefined ? {} : { to: dayAt(rule.to) }),
        },
      ];

const placementsOf = (made: Drawn): SlowEstate['placements'] =>
  made.equipment.flatMap(({ placements, kind }, i) => {
    if (placements === null) return [];
    const { resources, weights, from, days } = placements;
    // A network placed without weights goes by energy, which the pools of others decide: left out.
    const given = weights ?? (kind[0] === 'network' ? ([1, 2, 3] as const) : null);
    return resources.map((id, at) => ({
      equipment: `E${i}`,
      resource: id + 1,
      from: dayAt(from),
      to: days === null ? null : dayAt(from + days),
      weight: given === null ? null : resources.length === 1 ? 1 : (given[2 - at] ?? 1),
    }));
  });

const referenceOf = (made: Drawn): Reference => {
  const sites = Object.keys(REGIONS) as Site[];
  const rules = overridesOf(made);
  const placements = placementsOf(made);
  return {
    ...REFERENCE,
    datacenters: sites.map((id) => ({
      datacenter_id: id,
      name: id,
      country: 'FR',
      operation: 'owned',
      region: REGIONS[id],
    })),
    equipment: made.equipment.map((one, i) => ({
      equipment_id: `E${i}`,
      category: one.kind[0],
      subcategory: one.kind[1],
      datacenter_id: one.site,
      availability_zone: one.zone ?? undefined,
      in_service_on: one.inService === null ? undefined : dayAt(one.inService),
    })),
    pue: sites.map((id) => ({ datacenter_id: id, period: '2026', pue: 1.2 })),
    energy_mix: sites.map((id) => ({
      datacenter_id: id,
      supplier_id: 'A',
      valid_from: '2026-01-01',
      share: 1,
    })),
    ...(rules.length === 0
      ? {}
      : {
          allocation_rules: rules.map((rule) => ({
            category: rule.category,
            subcategory: rule.subcategory ?? undefined,
            pool: rule.pool,
            key: made.override?.key[0],
            types: [...(rule.types ?? []), ...(rule.without ?? []).map((type) => `!${type}`)].join('|'),
            statuses: rule.statuses?.join('|'),
            valid_from: rule.from,
            valid_to: rule.to,
          })),
        }),
    ...(placements.length === 0
      ? {}
      : {
          placements: placements.map((one) => ({
            equipment_id: one.equipment,
            resource_id: one.resource,
            valid_from: one.from,
            valid_to: one.to ?? undefined,
            weight: one.weight ?? undefined,
          })),
        }),
  };
};

test('random estates that change in the period: the queries split as the method says', async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(drawn, async (made) => {
      const ws = createWorkspace();
      ws.writeReference(referenceOf(made));
      const [from, to] = [hour(-24), startOfCivilDay(addDays(LAST, 1), ZONE)];
      ws.write(
        'power/a.csv',
        powerCsv(
          made.equipment.flatMap(({ watts }, i) =>
            every({ from, to, stepMinutes: 5, watts, equipment: `E${i}` }),
          ),
        ),
      );
      await ws.ok(['collect', '-q']);
      const snapshots = [
        { takenAt: hour(-1), resources: resourcesOf(made, false) },
        { takenAt: hour(made.secondAt), resources: resourcesOf(made, true) },
      ];
      for (const { takenAt, resources } of snapshots)
        await ws.publishEstate({ takenAt: new Date(takenAt).toISOString(), resources: rowsOf(resources) });
      await ws.ok(['calculate', '-q', '--from', FIRST, '--to', LAST]);
      const equipmentDays = (
        await ws.sql('select day, equipment_id, it_kwh::double as kwh from equipment_day')
      ).map((row) => {
        const one = made.equipment[Number(String(row.equipment_id).slice(1))];
        if (one === undefined) throw new Error(`${row.equipment_id}`);
        return {
          day: String(row.day),
          end: startOfCivilDay(addDays(String(row.day), 1), ZONE),
          id: String(row.equipment_id),
          category: one.kind[0] ?? '',
          subcategory: one.kind[1] ?? '',
          site: one.site,
          zone: one.zone,
          kwh: Number(row.kwh),
        };
      });
      const expected = slowAllocation({
        snapshots,
        regionOf: REGIONS,
        overrides: overridesOf(made),
        placements: placementsOf(made),
        equipmentDays,
      });
      const rows = await ws.sql(
        'select day, resource_id, service_id, datacenter_id, equipment_category as category, it_kwh::double as kwh from resource_day',
      );
      const actual = new Map(
        rows.map((row) => [
          [row.day, row.resource_id ?? '', row.service_id ?? '', row.datacenter_id, row.category].join('|'),
          Number(row.kwh),
        ]),
      );
      expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
      for (const [key, kwh] of expected) {
        compared += 1;
        expect(
          Math.abs((actual.get(key) ?? 0) - kwh),
          `${key}: ${actual.get(key)} instead of ${kwh}`,
        ).toBeLessThan(1e-9 * Math.max(1, kwh));
      }
    }),
    { seed: 20260327, numRuns: Number(process.env.BILAN_TEST_RUNS ?? 8), endOnFailure: true },
  );
  expect(compared).toBeGreaterThan(100);
}, 300_000);
