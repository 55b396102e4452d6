import { afterEach, describe, expect, test } from 'vitest';
import { DEMO_NOW } from '../../src/demo/estate/calendar.ts';
import { createEstate } from '../../src/demo/estate/create.ts';
import { viewEstate } from '../../src/demo/estate/view.ts';
import {
  type ItcareServer,
  type ItcareServerOptions,
  startItcareServer,
} from '../../src/demo/serve-itcare.ts';
import { arrayOf, askToken, authorised, type Get, itemsOf, recordOf } from './itcare-client.ts';

const estate = createEstate();
const view = viewEstate(estate, DEMO_NOW);
const open: ItcareServer[] = [];

const start = async (options: ItcareServerOptions = {}): Promise<ItcareServer> => {
  const server = await startItcareServer(estate, options);
  open.push(server);
  return server;
};

const closeAll = async (): Promise<void> => {
  await Promise.all(open.splice(0).map((server) => server.close()));
};

describe('pages', () => {
  afterEach(closeAll);

  const walk = async (get: Get, size: number): Promise<{ ids: unknown[]; pages: unknown[] }> => {
    const ids: unknown[] = [];
    const pages: unknown[] = [];
    for (let page = 0; ; page++) {
      const body = recordOf((await get(`/compute/resources?sort=id&size=${size}&page=${page}`)).body);
      pages.push(body);
      ids.push(...itemsOf(body).map((item) => item.id));
      if (body.last === true || arrayOf(body.content).length === 0) return { ids, pages };
    }
  };

  test('all of them together are the list, each item once, by id', async () => {
    const get = await authorised(await start());
    const { ids, pages } = await walk(get, 200);
    const expected = view.resources.filter((seen) => seen.resource.kind !== 'hardware');
    expect(ids).toEqual(expected.map((seen) => seen.resource.id));
    expect(pages.at(-1)).toMatchObject({ first: false, last: true, totalElements: ids.length, size: 200 });
  });

  test('a server may give fewer than asked', async () => {
    const get = await authorised(await start({ maxPageSize: 50 }));
    expect((await get('/compute/resources?size=200')).body).toMatchObject({ size: 50, numberOfElements: 50 });
  });

  test('newer servers say how many there are below `page`', async () => {
    const get = await authorised(await start({ pageShape: 'nested' }));
    const body = recordOf((await get('/compute/services?size=15&page=2')).body);
    expect(body.page).toEqual({ size: 15, number: 2, totalElements: 40, totalPages: 3 });
    expect(itemsOf(body)).toHaveLength(10);
    expect(body.totalElements).toBeUndefined();
  });

  test('a page behind the last is empty; what is no number is 400', async () => {
    const get = await authorised(await start());
    expect((await get('/compute/services?page=99')).body).toMatchObject({ content: [], empty: true });
    expect((await get('/compute/services?page=-1')).status).toBe(400);
    expect((await get('/compute/services?size=x')).status).toBe(400);
    expect((await get('/compute/services?sort=nonsense')).status).toBe(400);
  });

  test('sorts by any field, both ways', async () => {
    const get = await authorised(await start());
    const names = itemsOf((await get('/compute/services?sort=name,desc&size=200')).body).map(
      (item) => item.name,
    );
    expect(names).toEqual([...names].sort().reverse());
  });
});

describe('access', () => {
  afterEach(closeAll);

  test('a token is given for the right credentials only', async () => {
    const server = await start();
    const good = await askToken(server);
    expect(good.status).toBe(200);
    expect(await good.json()).toMatchObject({
      expires_in: 1200,
      refresh_expires_in: 7200,
      token_type: 'Bearer',
    });
    const bad = await askToken(server, 'bilan-demo', 'wrong');
    expect(bad.status).toBe(401);
    expect(recordOf(await bad.json()).error).toBe('invalid_client');
    expect((await askToken(server, 'bilan-demo', 'only-for-the-demo', 'password')).status).toBe(400);
  });

  test('credentials may hold what a form encodes', async () => {
    const server = await start({ clientId: 'a:b', clientSecret: 'é+ %&=' });
    const good = await askToken(server, encodeURIComponent('a:b'), encodeURIComponent('é+ %&='));
    expect(good.status).toBe(200);
  });

  test('nothing is read without a token, or with one that has expired', async () => {
    let now = 0;
    const server = await start({ expiresIn: 60, clock: () => now });
    expect((await fetch(`${server.url}/itcare/compute/services`)).status).toBe(401);
    const get = await authorised(server);
    now = 59_999;
    expect((await get('/compute/services')).status).toBe(200);
    now = 60_000;
    expect((await get('/compute/services')).status).toBe(401);
  });

  test('everything that is not GET is refused, with a token or without', async () => {
    const server = await start();
    const token = String(recordOf(await (await askToken(server)).json()).access_token);
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']) {
      const response = await fetch(`${server.url}/itcare/compute/services`, {
        method,
        headers: { authorization: `Bearer ${token}` },
      });
      expect(response.status, method).toBe(405);
    }
    expect((await fetch(server.tokenUrl)).status).toBe(405);
  });
});

describe('time and faults', () => {
  afterEach(closeAll);

  test('the estate is shown as of the instant that it is asked for', async () => {
    let at = Date.parse('2026-01-01T04:00:00Z');
    const get = await authorised(await start({ asOf: () => at }));
    const debian12 = async (): Promise<unknown> =>
      itemsOf((await get('/compute/platform/support-policy?platform=Debian%2012')).body)[0]
        ?.extendedSupportAt;
    expect(await debian12()).toBe('2026-06-11T00:00:00.000+0200');
    at = DEMO_NOW;
    expect(await debian12()).toBe('2026-07-12T00:00:00.000+0200');
  });

  test('a rule replaces status, body and headers, and counts requests', async () => {
    const server = await start({
      faults: ({ path, index }) =>
        path.endsWith('/services') && index < 2
          ? { status: 503, body: '', headers: { 'retry-after': '1' } }
          : undefined,
    });
    const get = await authorised(server);
    expect((await get('/compute/services')).status).toBe(503);
    expect((await get('/compute/services')).status).toBe(200);
    expect(server.requests().map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /auth/realms/cloud/protocol/openid-connect/token',
      'GET /itcare/compute/services',
      'GET /itcare/compute/services',
    ]);
    expect(server.maxInFlight()).toBe(1);
  });

  test('a body is cut in the middle, and a connection is reset', async () => {
    const server = await start({
      faults: ({ query }) => {
        if (query === 'cut') return { cutAfterBytes: 100 };
        return query === 'reset' ? { isReset: true } : undefined;
      },
    });
    const get = await authorised(server);
    await expect(get('/compute/services?cut')).rejects.toThrow('terminated');
    await expect(get('/compute/services?reset')).rejects.toThrow('fetch failed');
    expect((await get('/compute/services')).status).toBe(200);
  });
});
