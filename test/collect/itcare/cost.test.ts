import { expect, test } from 'vitest';
import { collect, emptyLists, items, serveItcare } from './fake-itcare.ts';

const PAGE = 1_000;
const SERVICES = 1_000;
const RESOURCES = 20_000;
const CLUSTERS = 40;

const servicesOf = (count: number, from: number) =>
  items(count, from).map((item) => ({ ...item, serviceId: 1 + (Number(item.id) % SERVICES), storage: 1 }));

test('1,000 services and 20,000 resources: pages, five per service, clusters, and no more', async () => {
  const itcare = await serveItcare(
    {
      lists: {
        ...emptyLists,
        '/itcare/compute/services': items(SERVICES),
        '/itcare/compute/resources': servicesOf(RESOURCES, 1),
        '/itcare/compute/instances': servicesOf(RESOURCES - CLUSTERS, 1),
        '/itcare/databases': items(CLUSTERS, RESOURCES - CLUSTERS + 1, { technology: 'REDIS' }),
        '/itcare/compute/platform/resources-obsolescence': servicesOf(RESOURCES, 1),
      },
      answers: {
        '/itcare/topology/regions': [],
        ...Object.fromEntries(
          items(CLUSTERS, RESOURCES - CLUSTERS + 1).map(({ id }) => [
            `/itcare/databases/redis/${id}/nodes`,
            items(2, 100_000 + 2 * Number(id)),
          ]),
        ),
      },
    },
    { page_size: PAGE, concurrency: 3 },
  );
  const { services, resources, rows, summary } = await collect(itcare);
  expect([services.length, resources.length]).toEqual([SERVICES, RESOURCES + 2 * CLUSTERS]);

  const full = Math.ceil(RESOURCES / PAGE);
  const pages = 1 + 3 * full + 9;
  const whole = 2 + 5 + 1 + 1;
  const asked = itcare.asked();
  expect(asked).toHaveLength(pages + whole + 5 * SERVICES + CLUSTERS);
  expect(summary.requests.sent).toBe(asked.length + summary.requests.tokens);
  const counted = rows('family_status').reduce((sum, { request_count }) => sum + request_count, 0);
  expect(counted).toBe(asked.length);
  expect(itcare.server.peak()).toBeLessThanOrEqual(3);
  expect(
    new Set(
      itcare.server.requests.map(({ method, url }) => (method === 'GET' ? method : `${method} ${url}`)),
    ),
  ).toEqual(new Set(['GET', 'POST /token']));
}, 30_000);

test('as many requests at once as are configured, whatever is asked', async () => {
  const itcare = await serveItcare(
    {
      delayMs: 3,
      lists: { ...emptyLists, '/itcare/compute/services': items(8), '/itcare/compute/resources': items(40) },
      answers: { '/itcare/topology/regions': [] },
    },
    { page_size: 5, concurrency: 3 },
  );
  await collect(itcare);
  expect(itcare.server.peak()).toBe(3);
});

test('resources and their policies come in the order of their ids over many batches', async () => {
  const many = items(1_234, 1, { storage: 1, backupPolicyDetails: { policies: [{ policyId: 'p' }] } });
  const itcare = await serveItcare({
    lists: { ...emptyLists, '/itcare/compute/instances': many },
    answers: { '/itcare/topology/regions': [] },
  });
  const { resources, rows } = await collect(itcare);
  expect(resources.map(({ resource_id }) => Number(resource_id))).toEqual(many.map(({ id }) => id));
  expect(rows('backup_policy').map(({ resource_id }) => Number(resource_id))).toEqual(
    many.map(({ id }) => id),
  );
});

test('a list of instances that never says their storage is not cured by asking a thousand times', async () => {
  const itcare = await serveItcare({
    lists: { ...emptyLists, '/itcare/compute/instances': items(101) },
    answers: { '/itcare/topology/regions': [] },
  });
  const { summary } = await collect(itcare);
  expect(itcare.asked().filter((path) => path.endsWith('/storage'))).toEqual([]);
  expect(summary.notices).toEqual([
    'storage unknown of 101 instances: more than 100 are not asked for one by one',
  ]);
});
