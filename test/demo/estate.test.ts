import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { DEMO_NOW, DEMO_SNAPSHOTS, milestoneIso, offsetIso } from '../../src/demo/estate/calendar.ts';
import { createEstate } from '../../src/demo/estate/create.ts';
import { PLATFORMS } from '../../src/demo/estate/platforms.ts';
import { deciwattsAt, powerSeries } from '../../src/demo/estate/power.ts';
import type { Resource } from '../../src/demo/estate/types.ts';
import { viewEstate } from '../../src/demo/estate/view.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const estate = createEstate();
const now = viewEstate(estate, DEMO_NOW);

test('the same seed makes the same estate on every machine', () => {
  expect(JSON.stringify(createEstate())).toBe(JSON.stringify(estate));
  expect(sha256(JSON.stringify(estate))).toBe(
    '9bcc07fc152e33c550af9a75db8bcc6325e9b3a7bad557b311cf5af826d0f4e2',
  );
  expect(JSON.stringify(createEstate({ seed: 7 }))).not.toBe(JSON.stringify(estate));
});

test('power is the same function on every machine', () => {
  const [from, to] = ['2026-01-20', '2026-01-21'].map((day) => Date.parse(`${day}T00:00:00Z`) / 60_000);
  const slice = powerSeries(estate.seed, estate.equipment).map((series) =>
    Array.from({ length: (to ?? 0) - (from ?? 0) }, (_, index) => deciwattsAt(series, (from ?? 0) + index)),
  );
  expect(sha256(JSON.stringify(slice))).toBe(
    '6e8e3e9d5e8ee4acb4a8fd9c2b59ca5d0aeb9e304b479422665cfcd2cba2dc3a',
  );
});

test('it has the size that a newcomer is promised', () => {
  expect(estate.services).toHaveLength(40);
  expect(new Set(estate.services.map((service) => service.cloudId)).size).toBe(3);
  expect(now.resources.length).toBeGreaterThan(600);
  expect(now.resources.length).toBeLessThan(700);
  expect(estate.equipment.filter((piece) => piece.isInventoried)).toHaveLength(60);
});

test('ids and names are unique, in ascending order, parents before their nodes', () => {
  const ids = estate.resources.map((resource) => resource.id);
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
  expect(new Set(estate.resources.map((resource) => resource.name)).size).toBe(ids.length);
  for (const { id, parentId } of estate.resources) if (parentId !== null) expect(parentId).toBeLessThan(id);
});

test('an enlarged estate keeps the first one and has no name twice', () => {
  const large = createEstate({ copies: 3 });
  expect(large.services).toHaveLength(120);
  expect(new Set(large.services.map((service) => service.key)).size).toBe(120);
  expect(new Set(large.resources.map((resource) => resource.name)).size).toBe(large.resources.length);
  const first = estate.resources.filter((resource) => resource.kind !== 'hardware');
  expect(large.resources.slice(0, first.length)).toEqual(first);
});

test('every family of ITCare is there, with nodes where it has them', () => {
  const types = new Set(now.resources.map((seen) => seen.platform.type));
  const families = 'POSTGRESQL MARIADB OPENSEARCH REDIS SQLSERVER APACHE_KAFKA RABBITMQ KUBERNETES GLUSTERFS';
  for (const type of `LINUX WINDOWS AIX TOMCAT WILDFLY LOAD_BALANCER OVERDRIVE MATOMO ${families}`.split(
    ' ',
  )) {
    expect(types, type).toContain(type);
  }
  for (const seen of now.resources) {
    if (!families.split(' ').includes(seen.platform.type)) continue;
    expect(now.nodes.get(seen.resource.id)?.length, seen.resource.name).toBeGreaterThan(0);
  }
});

test('AIX runs only where there are Power machines', () => {
  const power = estate.equipment.filter((piece) => piece.subcategory === 'power');
  const sites = new Set(power.map((piece) => piece.datacenterId));
  const aix = now.resources.filter((seen) => seen.platform.type === 'AIX');
  expect(aix.length).toBeGreaterThan(3);
  for (const seen of aix) expect(sites).toContain(seen.zone.datacenterId);
});

test('every datacenter hosts machines that can receive its power', () => {
  const hosted = now.resources.filter((seen) => seen.status === 'ACTIVE' && seen.resource.cpu !== null);
  const sites = new Set(hosted.map((seen) => seen.zone.datacenterId));
  expect([...sites].sort()).toEqual(['EB4', 'EB5', 'ET1']);
});

test('something happens between one snapshot and the next', () => {
  const views = DEMO_SNAPSHOTS.map((at) => viewEstate(estate, at));
  const [first, last] = [views.at(0), views.at(-1)];
  const appeared = last?.resources.filter((seen) => !first?.byId.has(seen.resource.id));
  const left = first?.resources.filter((seen) => !last?.byId.has(seen.resource.id));
  const changed = (pick: (id: number, view: typeof now) => unknown): number =>
    estate.resources.filter(
      ({ id }) =>
        first && last && first.byId.has(id) && last.byId.has(id) && pick(id, first) !== pick(id, last),
    ).length;
  expect(appeared?.length).toBeGreaterThan(2);
  expect(left?.length).toBeGreaterThan(2);
  expect(changed((id, view) => view.byId.get(id)?.phase)).toBeGreaterThan(2);
  expect(changed((id, view) => view.byId.get(id)?.status)).toBeGreaterThan(1);
  expect(changed((id, view) => view.byId.get(id)?.milestones.extendedSupportOn)).toBeGreaterThan(10);
});

const production = (): readonly Resource[] =>
  now.resources
    .filter((seen) => seen.service.environment === 'PRODUCTION' && seen.resource.kind === 'instance')
    .map((seen) => seen.resource)
    .filter((resource) => resource.parentId === null);

test('there is something to find for every control', () => {
  const seen = now.resources.filter(({ resource }) => resource.backup !== null);
  const stale = seen.filter(
    (one) => one.lastBackupAt !== null && DEMO_NOW - one.lastBackupAt > 48 * 3_600_000,
  );
  expect(stale.length, 'stale backups').toBeGreaterThan(1);
  expect(production().filter((resource) => resource.backup === null).length, 'no backup').toBeGreaterThan(1);
  expect(seen.filter((one) => one.backupGb === null).length, 'unknown size').toBeGreaterThan(0);
  expect(seen.filter((one) => one.backupGb === 0).length, 'size zero').toBeGreaterThan(0);
  expect(seen.filter((one) => one.lastBackupAt === null).length, 'never ran').toBeGreaterThan(0);
  expect(seen.filter(({ resource }) => resource.backup?.jump !== undefined).length, 'jump').toBeGreaterThan(
    0,
  );
  expect(seen.filter((one) => one.policy?.name === 'Daily 14 days').length, 'retention').toBeGreaterThan(1);
  expect(production().filter((resource) => !resource.isMonitored).length, 'monitoring').toBeGreaterThan(0);
  expect(now.resources.filter((one) => one.resource.patch?.excluded).length, 'exclusions').toBeGreaterThan(5);
  expect(now.resources.filter((one) => one.status === 'PREPARATION').length).toBeGreaterThan(1);
  expect(now.resources.filter((one) => one.status === 'INACTIVE').length).toBeGreaterThan(5);
  const nodeSites = [...now.nodes.values()].filter((nodes) => nodes.length > 1);
  const lone = nodeSites.filter((nodes) => new Set(nodes.map((node) => node.zone.datacenterId)).size === 1);
  expect(lone.length, 'clusters in one datacenter').toBeGreaterThan(0);
});

test('phases of every kind, and platforms whose phase nobody knows', () => {
  const phases = new Set(now.resources.map((seen) => seen.phase));
  expect(phases).toEqual(new Set(['STANDARD', 'END_OF_SALES', 'EXTENDED', 'END_OF_SUPPORT', null]));
});

test('a dedicated machine goes by the serial number of a piece of equipment', () => {
  const serials = estate.resources.flatMap((resource) => resource.hardware?.serial ?? []);
  const metered = estate.equipment.filter((piece) => serials.includes(piece.id));
  expect(metered.map((piece) => piece.name)).toEqual(['esx-eb5-09']);
});

test('milestones are first days, read in Paris (golden case G1)', () => {
  const debian11 = PLATFORMS.find((platform) => platform.id === 'deb11');
  expect(debian11?.extendedSupportOn).toBe('2024-08-15');
  expect(debian11?.endOfSupportOn).toBe('2026-09-01');
  expect(milestoneIso('2026-09-01')).toBe('2026-09-01T00:00:00.000+0200');
  expect(offsetIso(Date.parse('2016-06-01T10:27:19Z'))).toBe('2016-06-01T12:27:19.000+0200');
  expect(offsetIso(Date.parse('2026-01-01T00:00:00Z'))).toBe('2026-01-01T01:00:00.000+0100');
});
