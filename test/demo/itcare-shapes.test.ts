import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEMO_NOW } from '../../src/demo/estate/calendar.ts';
import { createEstate } from '../../src/demo/estate/create.ts';
import { viewEstate } from '../../src/demo/estate/view.ts';
import { type ItcareServer, startItcareServer } from '../../src/demo/serve-itcare.ts';
import { authorised, type Get, isRecord, itemsOf, recordOf } from './itcare-client.ts';

/** Documented fields of each operation's answer, dotted where nested; `as` names an operation with the same. */
interface Shape {
  readonly returns: string;
  readonly fields?: readonly string[];
  readonly as?: string;
}

const SHAPES: Readonly<Record<string, Shape>> = JSON.parse(
  readFileSync(new URL('shapes.json', import.meta.url), 'utf8'),
);

const documented = (path: string): ReadonlySet<string> => {
  const shape = SHAPES[path];
  return new Set([...(shape?.as === undefined ? [] : documented(shape.as)), ...(shape?.fields ?? [])]);
};

const fieldsIn = (value: unknown, known: ReadonlySet<string>, before = ''): string[] => {
  if (Array.isArray(value)) return value.flatMap((item) => fieldsIn(item, known, before));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = `${before}${key}`;
    if (known.has(path)) return known.has(`${path}.**`) ? [] : [path, ...fieldsIn(inner, known, `${path}.`)];
    if (known.has(`${before}*`)) return fieldsIn(inner, known, `${before}*.`);
    return [path];
  });
};

const estate = createEstate();
const view = viewEstate(estate, DEMO_NOW);
const idOfType = (type: string): number =>
  view.resources.find((seen) => seen.platform.type === type && seen.resource.parentId === null)?.resource
    .id ?? 0;

let server: ItcareServer;
let get: Get;

beforeAll(async () => {
  server = await startItcareServer(estate);
  get = await authorised(server);
});
afterAll(() => server.close());

const IDS: Readonly<Record<string, () => string | number>> = {
  '/itcare/compute/services/': () => estate.services.find((service) => service.key === 'API-PRD')?.id ?? 0,
  '/itcare/compute/backup-policies/': () => 11,
  '/itcare/topology/regions/': () => 'EB',
  '/itcare/databases/postgresql/': () => idOfType('POSTGRESQL'),
  '/itcare/databases/mariadb/': () => idOfType('MARIADB'),
  '/itcare/databases/opensearch/': () => idOfType('OPENSEARCH'),
  '/itcare/databases/redis/': () => idOfType('REDIS'),
  '/itcare/databases/sqlserver/': () => idOfType('SQLSERVER'),
  '/itcare/message-brokers/apache-kafka/': () => idOfType('APACHE_KAFKA'),
  '/itcare/message-brokers/rabbitmq/': () => idOfType('RABBITMQ'),
  '/itcare/compute/containers/kubernetes/': () => idOfType('KUBERNETES'),
  '/itcare/storage/glusterfs/': () => idOfType('GLUSTERFS'),
  '/itcare/networking/network-clusters/': () => idOfType('NETWORK_CLUSTER'),
  '/itcare/compute/instances/': () => idOfType('LINUX'),
  '/itcare/compute/resources/{id}/nodes': () => idOfType('POSTGRESQL'),
  '/itcare/compute/resources/{id}/parent': () =>
    view.resources.find((seen) => seen.resource.parentId !== null)?.resource.id ?? 0,
  '/itcare/compute/resources/': () => idOfType('LINUX'),
};

const concrete = (path: string): string => {
  const base = Object.keys(IDS).find((prefix) => path.startsWith(prefix));
  const id = String(base === undefined ? '' : IDS[base]?.());
  const query = path === '/itcare/compute/backup-policies' ? '?serviceId=46011&policyType=SERVER' : '';
  const size = path === '/itcare/compute/tag-values' ? '?key=application' : '';
  return `${path.replace(/\{[a-z]+\}/, id).slice('/itcare'.length)}${query}${size}`;
};

test.each(Object.keys(SHAPES))('%s answers with documented fields only', async (path) => {
  const { status, body } = await get(concrete(path));
  expect(status).toBe(200);
  const isPage = SHAPES[path]?.returns === 'page';
  const content = isPage ? recordOf(body).content : body;
  expect(Array.isArray(content)).toBe(isPage || SHAPES[path]?.returns === 'array');
  const known = documented(path);
  expect(known.size).toBeGreaterThan(0);
  const unknown = fieldsIn(content, known).filter((field) => !known.has(field));
  expect([...new Set(unknown)]).toEqual([]);
});

test('every list of the estate has something in it', async () => {
  const lists = Object.keys(SHAPES).filter((path) => SHAPES[path]?.returns === 'page');
  for (const path of lists) expect(itemsOf((await get(concrete(path))).body).length, path).toBeGreaterThan(0);
  const hardware = await Promise.all(
    estate.services.map((service) => get(`/compute/services/${service.id}/hardwares`)),
  );
  expect(hardware.flatMap(({ body }) => itemsOf(body))).toHaveLength(5);
});

test('its own figures are those of the lists', async () => {
  const resources = itemsOf((await get('/compute/resources?size=200')).body);
  const metrics = recordOf((await get('/compute/resources/metrics?kind=global')).body);
  expect(resources).toHaveLength(200);
  expect(metrics.count).toBe(view.resources.filter((seen) => seen.resource.kind !== 'hardware').length);
  const cores = view.resources
    .filter((seen) => !view.nodes.has(seen.resource.id))
    .reduce((sum, seen) => sum + (seen.resource.cpu ?? 0), 0);
  expect(metrics.coresCount).toBe(cores);
  const count = recordOf((await get('/compute/resources/metrics?kind=count')).body);
  expect(count).toEqual({ count: metrics.count });
  expect((await get('/compute/resources/metrics?kind=nonsense')).status).toBe(400);
});

test('unknown ids and paths are 404 with a JSON body', async () => {
  for (const path of [
    '/compute/resources/1',
    '/compute/services/1/relations',
    '/nothing',
    '/topology/regions/ZZ',
  ]) {
    const { status, body } = await get(path);
    expect(status, path).toBe(404);
    expect(recordOf(body).status).toBe(404);
  }
});

test('filters say which cloud, service and status', async () => {
  const cloud = estate.clouds[0];
  const body = recordOf((await get(`/compute/instances?clouds=${cloud?.id}&statuses=ACTIVE&size=200`)).body);
  expect(new Set(itemsOf(body).map((item) => item.cloudName))).toEqual(new Set([cloud?.name]));
  expect(new Set(itemsOf(body).map((item) => item.status))).toEqual(new Set(['ACTIVE']));
  const both = recordOf((await get('/compute/services?clouds=301,302')).body);
  const repeated = recordOf((await get('/compute/services?clouds=301&clouds=302')).body);
  expect(both.totalElements).toBe(repeated.totalElements);
  expect(both.totalElements).toBe(estate.services.filter((service) => service.cloudId !== 303).length);
});
