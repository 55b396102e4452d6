import { expect, test } from 'vitest';
import { collect, emptyLists, serveItcare } from './fake-itcare.ts';

test('regions without areas are asked for them', async () => {
  const itcare = await serveItcare({
    lists: emptyLists,
    answers: {
      '/itcare/topology/regions': [{ id: 'E T' }, { id: 'EB', areas: null }, { id: 'GONE' }],
      '/itcare/topology/regions/E%20T/areas': [
        { id: 'ET', availabilityZones: [{ id: 'ET-A', datacenterId: 'ET1' }] },
      ],
      '/itcare/topology/regions/EB/areas': [
        { id: 'EB', availabilityZones: [{ id: 'EB-A', datacenterId: 'EB4' }, { datacenterId: 'X' }] },
      ],
    },
  });
  const { zones, summary } = await collect(itcare);
  expect(zones).toEqual([
    {
      availability_zone: 'EB-A',
      datacenter_id: 'EB4',
      area: 'EB',
      region: 'EB',
      raw: '{"id":"EB-A","datacenterId":"EB4"}',
    },
    {
      availability_zone: 'ET-A',
      datacenter_id: 'ET1',
      area: 'ET',
      region: 'E T',
      raw: '{"id":"ET-A","datacenterId":"ET1"}',
    },
  ]);
  expect(summary.notices).toEqual([
    'GET /itcare/topology/regions/GONE/areas answered 404: taken as empty',
    'topology: 1 availability zones without an id, left out',
  ]);
});

test('the operation that names the nodes follows the technology; an unknown one goes by its category', async () => {
  const itcare = await serveItcare({
    lists: {
      ...emptyLists,
      '/itcare/databases': [
        { id: 1, technology: 'MARIADB' },
        { id: 2, technology: 'opensearch' },
        { id: 3, type: 'REDIS' },
        { id: 4, productName: 'PostgreSQL 15' },
        { id: 5, technology: 'SQL_SERVER' },
        { id: 6, technology: 'MONGODB', category: 'MANAGED_DATABASES' },
        { id: 7, technology: 'ORACLE' },
      ],
      '/itcare/databases/sqlserver': [{ id: 5 }, { id: 8 }],
      '/itcare/message-brokers': [
        { id: 9, technology: 'RABBITMQ' },
        { id: 10, type: 'APACHE_KAFKA' },
      ],
      '/itcare/storage/glusterfs': [{ id: 11 }],
      '/itcare/networking/loadbalancers': [{ id: 12 }],
    },
    answers: { '/itcare/topology/regions': [] },
  });
  const { summary } = await collect(itcare);
  expect(itcare.asked().filter((path) => path.endsWith('/nodes'))).toEqual([
    'GET /itcare/compute/resources/6/nodes',
    'GET /itcare/databases/mariadb/1/nodes',
    'GET /itcare/databases/opensearch/2/nodes',
    'GET /itcare/databases/postgresql/4/nodes',
    'GET /itcare/databases/redis/3/nodes',
    'GET /itcare/databases/sqlserver/5/nodes',
    'GET /itcare/databases/sqlserver/8/nodes',
    'GET /itcare/message-brokers/apache-kafka/10/nodes',
    'GET /itcare/message-brokers/rabbitmq/9/nodes',
    'GET /itcare/storage/glusterfs/11/nodes',
  ]);
  expect(itcare.server.requests.map(({ url }) => url)).toContain(
    '/itcare/compute/resources/6/nodes?type=MANAGED_DATABASES',
  );
  expect(summary.notices).toContain(
    'databases: nodes of 7 unknown, it names neither a known technology nor its category',
  );
  expect(summary.notices).toContain(
    'nodes unknown of 2: GET /itcare/databases/sqlserver/5/nodes answered 404',
  );
});

test('configured clouds are asked for where the operation can, else kept here', async () => {
  const itcare = await serveItcare(
    {
      lists: {
        ...emptyLists,
        '/itcare/networking/loadbalancers': [
          { id: 1, cloudId: 7 },
          { id: 2, cloudId: 8 },
          { id: 3 },
          { id: 4, cloudId: 9 },
        ],
      },
      answers: { '/itcare/topology/regions': [] },
    },
    { clouds: [7, 9] },
  );
  const { resources } = await collect(itcare);
  expect(resources.map((row) => row.resource_id)).toEqual([1n, 3n, 4n]);
  const asked = itcare.server.requests.map(({ url }) => new URL(url, 'http://x'));
  const withClouds = asked
    .filter((url) => url.searchParams.get('clouds') === '7,9')
    .map((url) => url.pathname);
  expect([...new Set(withClouds)].sort()).toEqual(
    [
      ...Object.keys(emptyLists).filter((path) => !/loadbalancers|glusterfs/.test(path)),
      '/itcare/compute/platform/products',
      '/itcare/compute/platform/stats/global',
      '/itcare/compute/resources/metrics',
    ].sort(),
  );
});
