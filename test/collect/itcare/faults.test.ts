import { expect, test } from 'vitest';
import { sendJson } from '../http/local-server.ts';
import { collect, emptyLists, type Fault, failureOf, items, serveItcare } from './fake-itcare.ts';

const answers = { '/itcare/topology/regions': [] };
const lists = { ...emptyLists, '/itcare/compute/services': items(2), '/itcare/compute/resources': items(7) };
const at = (request: { readonly url: string }, path: string): boolean =>
  new URL(request.url, 'http://x').pathname === path;

const always =
  (path: string, status: number, body: unknown = '', headers: Record<string, string> = {}): Fault =>
  (request, response) => {
    if (!at(request, path)) return false;
    sendJson(response, body, status, headers);
    return true;
  };

const once = (path: string, fault: Fault): Fault => {
  let met = false;
  return (request, response) => {
    if (met || !at(request, path)) return false;
    met = true;
    return fault(request, response);
  };
};

test.each([
  ['/itcare/compute/services', 'services'],
  ['/itcare/compute/resources', 'resources'],
  ['/itcare/compute/instances', 'instances'],
])('a 404 of %s ends the collection: the snapshot needs it', async (path, name) => {
  const itcare = await serveItcare({ lists, answers, fault: always(path, 404) });
  const error = await failureOf(itcare);
  expect(error.exitCode).toBe(4);
  expect(error.message).toBe(
    `${name} could not be read: GET ${path} answered 404, and a snapshot needs this list`,
  );
});

test('a 404 of any other list is an empty list and a notice', async () => {
  const itcare = await serveItcare({ lists, fault: always('/itcare/storage/overdrive', 404) });
  const { resources, summary } = await collect(itcare);
  expect(resources).toHaveLength(7);
  expect(summary.notices).toEqual([
    'GET /itcare/storage/overdrive answered 404: taken as empty',
    'GET /itcare/topology/regions answered 404: taken as empty',
  ]);
});

test.each([
  [
    500,
    { errorDesc: 'database down' },
    'matomo could not be read: GET /itcare/analytics/matomo answered 500: database down; given up after 8 attempts',
  ],
  [403, '', 'matomo could not be read: GET /itcare/analytics/matomo answered 403'],
  [
    400,
    { status: 400, errorCode: 'SORT', errorDesc: 'no such property', errorMessage: 'id' },
    'matomo could not be read: GET /itcare/analytics/matomo answered 400: SORT: no such property: id',
  ],
  [
    200,
    '<!doctype html><title>Login</title>',
    'matomo could not be read: GET /itcare/analytics/matomo answered 200 with HTML or XML, expected JSON',
  ],
  [401, '', 'matomo could not be read: GET /itcare/analytics/matomo answered 401'],
])('a list that answers %i for ever ends the collection, nothing yielded', async (status, body, expected) => {
  const itcare = await serveItcare({
    lists,
    answers,
    fault: always('/itcare/analytics/matomo', status, body),
  });
  const error = await failureOf(itcare);
  expect(error.exitCode).toBe(4);
  expect(error.message.slice(0, expected.length)).toBe(expected);
});

test('500, a cut body, a 429 with Retry-After and an expired token on the way do no harm', async () => {
  const faults = [
    once('/itcare/compute/services', always('/itcare/compute/services', 500)),
    once('/itcare/compute/resources', (_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"content":[');
      setTimeout(() => response.destroy(), 5);
      return true;
    }),
    once('/itcare/databases', always('/itcare/databases', 429, '', { 'retry-after': '3' })),
    once('/itcare/storage/glusterfs', always('/itcare/storage/glusterfs', 401)),
  ];
  const itcare = await serveItcare({
    lists,
    answers,
    fault: (request, response) => faults.some((fault) => fault(request, response)),
  });
  const { services, resources, summary } = await collect(itcare);
  expect([services.length, resources.length]).toEqual([2, 7]);
  // 13 lists, 2 catalogues, 6 figures, the topology, 5 for each of 2 services, 4 repeats, 2 tokens
  expect(summary.requests).toEqual({ sent: 38, retried: 3, tokens: 2 });
  expect(itcare.effects.waits).toContain(3_000);
});

test('a dead server ends the collection within a minute of waiting', async () => {
  const itcare = await serveItcare({ lists, answers });
  await itcare.server[Symbol.asyncDispose]();
  const startedAt = itcare.effects.now();
  const error = await failureOf(itcare);
  expect(error.exitCode).toBe(4);
  expect(error.message).toContain('POST /token: the connection was refused (ECONNREFUSED)');
  expect(itcare.effects.now() - startedAt).toBeLessThan(60_000);
});

const cluster = { ...lists, '/itcare/databases': [{ id: 50, technology: 'REDIS' }] };

test('a cluster whose nodes answer 404 is kept, with a notice', async () => {
  const { resources, summary } = await collect(await serveItcare({ lists: cluster, answers }));
  expect(resources.map((row) => row.resource_id)).toContain(50n);
  expect(summary.notices).toEqual(['nodes unknown of 1: GET /itcare/databases/redis/50/nodes answered 404']);
});

test.each([
  [500, '', 'nodes of databases could not be read: GET /itcare/databases/redis/50/nodes answered 500'],
  [
    200,
    { nodes: [] },
    'nodes of databases could not be read: GET /itcare/databases/redis/50/nodes answered JSON that is not a list',
  ],
  [
    200,
    [{ name: 'x' }],
    'nodes of databases could not be read: GET /itcare/databases/redis/50/nodes: a node has no usable id',
  ],
])('nodes that answer %i %j end the collection', async (status, body, expected) => {
  const itcare = await serveItcare({
    lists: cluster,
    answers,
    fault: always('/itcare/databases/redis/50/nodes', status, body),
  });
  expect((await failureOf(itcare)).message.slice(0, expected.length)).toBe(expected);
});
