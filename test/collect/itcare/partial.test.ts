import { expect, test } from 'vitest';
import { sendJson } from '../http/local-server.ts';
import { collect, emptyLists, type Fault, failureOf, items, serveItcare } from './fake-itcare.ts';

const answers = { '/itcare/topology/regions': [] };
const lists = {
  ...emptyLists,
  '/itcare/compute/services': items(3),
  '/itcare/compute/resources': items(25),
  '/itcare/compute/instances': items(25, 1, { storage: 1 }),
};

const failing =
  (pattern: RegExp, status = 403, body: unknown = { errorDesc: 'not yours' }): Fault =>
  (request, response) => {
    if (!pattern.test(request.url)) return false;
    sendJson(response, body, status);
    return true;
  };

const serve = (fault: Fault) => serveItcare({ lists, answers, fault }, { page_size: 10 });
const partial = { allowPartial: true };

test.each([
  ['a list', /\/instances\?page=0/, 'instances', 0],
  ['a later page of a list', /\/instances\?page=1/, 'instances', 15],
  ['a catalogue', /\/products/, 'products', 0],
  ['the topology', /\/topology\/regions/, 'topology', 0],
  ['an operation per service', /services\/2\/hardwares/, 'hardwares', 0],
  ['the relations of a service', /services\/2\/relations/, 'relations', 0],
  ['the offered backup policies', /backup-policies\?serviceId=2&/, 'backup-policies', 0],
  ["ITCare's own figures", /stats\/global/, 'platform-stats', 0],
])(
  '%s that cannot be read ends the collection, or is marked incomplete',
  async (_, pattern, family, elements) => {
    const error = await failureOf(await serve(failing(pattern)));
    expect(error.exitCode).toBe(4);
    expect(error.message).toMatch(
      new RegExp(`^${family} could not be read: GET /itcare/\\S+ answered 403: not yours$`),
    );

    const { rows, summary, resources } = await collect(await serve(failing(pattern)), partial);
    const status = rows('family_status');
    expect(status.filter(({ is_complete }) => !is_complete)).toEqual([
      {
        family,
        is_complete: false,
        element_count: elements,
        request_count: expect.any(Number),
        error: expect.stringMatching(/answered 403: not yours$/),
      },
    ]);
    expect(summary.failures.map(({ message }) => message)).toEqual([error.message]);
    expect(summary.notices).toContain(error.message);
    expect(resources).toHaveLength(25);
  },
);

test('a needed list that answers 404 is incomplete too', async () => {
  const { rows, services } = await collect(await serve(failing(/compute\/resources\?/, 404, '')), partial);
  expect(services).toHaveLength(3);
  expect(rows('family_status').find(({ family }) => family === 'resources')).toMatchObject({
    is_complete: false,
    error: 'GET /itcare/compute/resources answered 404, and a snapshot needs this list',
  });
});

test('a list that never holds still is kept as it came', async () => {
  const fault: Fault = (request, response) => {
    const url = new URL(request.url, 'http://x');
    if (url.pathname !== '/itcare/compute/resources') return false;
    sendJson(response, { content: items(9), totalElements: 12, totalPages: 1, last: true, number: 0 });
    return true;
  };
  const { rows } = await collect(await serve(fault), partial);
  expect(rows('family_status').find(({ family }) => family === 'resources')).toMatchObject({
    is_complete: false,
    element_count: 9,
    request_count: 3,
    error: expect.stringContaining('9 distinct ids given of 12 elements announced'),
  });
});

test('several failures of one family are one error, with how many more', async () => {
  const { rows } = await collect(await serve(failing(/hardwares/)), partial);
  expect(rows('family_status').find(({ family }) => family === 'hardwares')?.error).toBe(
    'GET /itcare/compute/services/1/hardwares answered 403: not yours (and 2 more)',
  );
});

test('when nothing came there is nothing to keep', async () => {
  const error = await failureOf(await serve(failing(/./)), partial);
  expect(error.exitCode).toBe(4);
  expect(error.message).toMatch(/could not be read: GET \/itcare\/\S+ answered 403: not yours$/);
});

test('every family says how it was read, once and last', async () => {
  const { rows } = await collect(await serve(() => false));
  const status = rows('family_status');
  expect(status.every(({ is_complete, error }) => is_complete && error === null)).toBe(true);
  expect(status.map(({ family }) => family)).toEqual([
    ...['application-servers', 'backup-policies', 'databases', 'glusterfs', 'hardwares', 'instance-storage'],
    ...['instances', 'kubernetes', 'loadbalancers', 'matomo', 'message-brokers', 'metrics'],
    ...['network-clusters', 'overdrive', 'patch-policies', 'platform-stats', 'products', 'relations'],
    ...['resources', 'resources-obsolescence', 'services', 'sqlserver', 'support-policy', 'topology'],
  ]);
  expect(status.find(({ family }) => family === 'resources')).toMatchObject({
    element_count: 25,
    request_count: 3,
  });
});
