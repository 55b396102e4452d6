import { expect, onTestFinished, test } from 'vitest';
import {
  createHttpClient,
  type HttpClient,
  type HttpClientOptions,
} from '../../../src/collect/http/client.ts';
import { systemHttpEffects } from '../../../src/collect/http/effects.ts';
import { BilanError } from '../../../src/domain/errors.ts';
import {
  type Handler,
  type LocalServer,
  sendJson,
  serve,
  type TestEffects,
  testEffects,
} from './local-server.ts';

interface Setup {
  readonly client: HttpClient;
  readonly server: LocalServer;
  readonly effects: TestEffects;
}

const setup = async (handler: Handler, options: Partial<HttpClientOptions> = {}): Promise<Setup> => {
  const server = await serve(handler);
  const effects = testEffects();
  const client = await createHttpClient({ baseUrl: server.url, concurrency: 4, effects, ...options });
  onTestFinished(async () => {
    await client.close();
    await server[Symbol.asyncDispose]();
  });
  return { client, server, effects };
};

const failureOf = async (promise: Promise<unknown>): Promise<BilanError> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof BilanError)) throw new Error(`expected a BilanError, got ${String(error)}`);
  return error;
};

test('a GET with its query gives the parsed body', async () => {
  const { client, server } = await setup((_, response) => sendJson(response, '{"id":9007199254740993}'));
  const answer = await client.getJson('/itcare/x', { size: 2, names: ['a b', 'é'], none: undefined });
  expect(answer).toEqual({ status: 200, body: { id: 9007199254740993n } });
  expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET /itcare/x?size=2&names=a+b&names=%C3%A9',
  ]);
  expect(client.counts()).toEqual({ sent: 1, retried: 0, tokens: 0 });
});

test('the base address may have a path and credentials, which become a header and never a message', async () => {
  const server = await serve((_, response) => sendJson(response, { error: 'no, s3cret/ is wrong' }, 403));
  onTestFinished(() => server[Symbol.asyncDispose]());
  const baseUrl = server.url.replace('//', '//me:s3cret%2F@');
  const client = await createHttpClient({
    baseUrl: `${baseUrl}/mimir/`,
    concurrency: 1,
    effects: testEffects(),
  });
  const error = await failureOf(client.getJson('/api/v1/query', { query: 'up' }));
  expect(error.message).toBe('GET /mimir/api/v1/query answered 403: no, *** is wrong');
  expect(server.requests[0]?.headers.authorization).toBe(
    `Basic ${Buffer.from('me:s3cret/').toString('base64')}`,
  );
});

test.each([429, 500, 502, 503, 504])('%i and then an answer is an answer', async (status) => {
  let calls = 0;
  const { client, effects } = await setup((_, response) => {
    calls += 1;
    sendJson(response, calls < 3 ? { errorMessage: 'busy' } : { ok: true }, calls < 3 ? status : 200);
  });
  expect((await client.getJson('/x')).body).toEqual({ ok: true });
  expect(effects.waits).toEqual([375, 750]);
  expect(client.counts()).toEqual({ sent: 3, retried: 2, tokens: 0 });
});

test('500 for ever ends after eight attempts with method, path, status and the words of the server', async () => {
  const { client, server, effects } = await setup((_, response) =>
    sendJson(
      response,
      { status: 500, errorCode: 'E42', errorDesc: 'database down', errorMessage: 'try later' },
      500,
    ),
  );
  const error = await failureOf(client.getJson('/itcare/compute/services', { page: 1 }));
  expect(error.exitCode).toBe(4);
  expect(error.message).toMatch(
    /^GET \/itcare\/compute\/services answered 500: E42: database down: try later; given up after 8 attempts/,
  );
  expect(server.requests).toHaveLength(8);
  expect(effects.waits).toEqual([375, 750, 1500, 3000, 6000, 6000, 6000]);
});

test.each([
  [
    400,
    '{"status":400,"errorCode":"BAD","errorDesc":"size is too large","errorMessage":"size is too large"}',
    ' answered 400: BAD: size is too large',
  ],
  [403, '', ' answered 403'],
  [409, '<html>busy</html>', ' answered 409'],
  [
    422,
    '{"status":"error","errorType":"execution","error":"too many samples"}',
    ' answered 422: execution: too many samples',
  ],
  [401, '{"errorMessage":"who are you?"}', ' answered 401: who are you?'],
  [302, '', ' answered 302'],
  [404, 'no\u001b[31m such\nthing', ' answered 404: no [31m such thing'],
])('%i ends at once: %s', async (status, body, expected) => {
  const { client, server, effects } = await setup((_, response) =>
    sendJson(response, body, status, { location: '/y' }),
  );
  const error = await failureOf(client.getJson('/x'));
  expect(error.exitCode).toBe(4);
  expect(error.message).toBe(`GET /x${expected}`);
  expect(server.requests).toHaveLength(1);
  expect(effects.waits).toEqual([]);
});

test('a 404 can be an answer where the caller asks for it', async () => {
  const { client } = await setup((_, response) => sendJson(response, 'nothing here', 404));
  expect(await client.getJson('/x', {}, { notFound: 'return' })).toEqual({ status: 404, body: null });
});

test.each([
  ['<!doctype html><title>Login</title>', 'GET /x answered 200 with HTML or XML, expected JSON'],
  ['', 'GET /x answered 200 with an empty body, expected JSON'],
  ['hello', 'GET /x answered 200 with text, expected JSON'],
])('a 200 that is not JSON ends at once: %j', async (body, expected) => {
  const { client, server } = await setup((_, response) => response.end(body));
  expect((await failureOf(client.getJson('/x'))).message).toBe(expected);
  expect(server.requests).toHaveLength(1);
});

const cuts: Readonly<Record<string, Handler>> = {
  'shorter than announced': (_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{"a":');
    setTimeout(() => response.destroy(), 5);
  },
  'in the middle of a chunked body': (_, response) => {
    response.write('{"a":');
    setTimeout(() => response.destroy(), 5);
  },
  'at the end of a complete transfer': (_, response) => response.end('{"a":['),
  'before any answer': (_, response) => response.destroy(),
};

test.each(Object.entries(cuts))('an answer cut %s is asked for again', async (_, cut) => {
  let calls = 0;
  const { client } = await setup((request, response) => {
    calls += 1;
    return calls === 1 ? cut(request, response) : sendJson(response, { a: 1 });
  });
  expect((await client.getJson('/x')).body).toEqual({ a: 1 });
  expect(client.counts()).toEqual({ sent: 2, retried: 1, tokens: 0 });
});

test('Retry-After in seconds and as a date is waited for', async () => {
  let calls = 0;
  const { client, effects } = await setup((_, response) => {
    calls += 1;
    if (calls === 1) return sendJson(response, {}, 429, { 'retry-after': '12' });
    if (calls === 2) return sendJson(response, {}, 503, { 'retry-after': 'Sun, 01 Mar 2026 12:00:29 GMT' });
    return sendJson(response, {});
  });
  await client.getJson('/x');
  expect(effects.waits).toEqual([12_000, 17_000]);
});

test('a server that only throttles may ask for more patience than a dead one is given', async () => {
  let calls = 0;
  const { client, effects } = await setup((_, response) => {
    calls += 1;
    return sendJson(response, {}, calls < 3 ? 429 : 200, { 'retry-after': '90' });
  });
  await client.getJson('/x');
  expect(effects.waits).toEqual([90_000, 90_000]);
});

test('a Retry-After beyond all patience ends even that', async () => {
  const { client } = await setup((_, response) => sendJson(response, {}, 429, { 'retry-after': '121' }));
  expect((await failureOf(client.getJson('/x'))).message).toBe(
    'GET /x answered 429; the server asks to wait 121 s, too long for this run',
  );
});

test('a Retry-After beyond the patience of a run ends it', async () => {
  const { client, effects } = await setup((_, response) =>
    sendJson(response, {}, 503, { 'retry-after': '3600' }),
  );
  const error = await failureOf(client.getJson('/x'));
  expect(error.message).toBe('GET /x answered 503; the server asks to wait 3600 s, too long for this run');
  expect(effects.waits).toEqual([]);
});

test('a refused connection is retried, named and given up within a minute', async () => {
  const { client, server, effects } = await setup((_, response) => sendJson(response, {}));
  await server[Symbol.asyncDispose]();
  const error = await failureOf(client.getJson('/x'));
  expect(error.exitCode).toBe(4);
  expect(error.message).toMatch(
    /^GET \/x: the connection was refused \(ECONNREFUSED\); given up after 8 attempts/,
  );
  expect(effects.waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThan(60_000);
});

test('a server that never answers is given up when its time is over, whatever the attempts left', async () => {
  const { client, server } = await setup(() => {}, {
    effects: systemHttpEffects({}),
    timeouts: { headersMs: 200 },
    retry: { deadAfterMs: 600, firstWaitMs: 20, maxWaitMs: 20 },
  });
  const startedAt = Date.now();
  const errors = await Promise.all(['/a', '/b', '/c'].map((path) => failureOf(client.getJson(path))));
  expect(Date.now() - startedAt).toBeLessThan(1_500);
  expect(errors.map((error) => error.message.slice(0, 42))).toContain(
    'GET /a: no answer in time (UND_ERR_HEADERS',
  );
  expect(server.requests.length).toBeLessThan(13);
});

test('a body that stalls is given up and asked for again', async () => {
  let calls = 0;
  const { client } = await setup(
    (_, response) => {
      calls += 1;
      if (calls > 1) return sendJson(response, {});
      response.writeHead(200, { 'content-length': '10' });
      response.write('{');
    },
    { timeouts: { bodyMs: 100 } },
  );
  await client.getJson('/x');
  expect(client.counts().retried).toBe(1);
});

test('a body of a byte now and then is a stall: given up and asked for again', async () => {
  let calls = 0;
  const { client } = await setup(
    (_, response) => {
      calls += 1;
      if (calls > 1) return sendJson(response, {});
      response.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    },
    { timeouts: { bodyMs: 100 } },
  );
  await client.getJson('/x');
  expect(client.counts().retried).toBe(1);
});

test('the retries of a run are bounded: fifty and half of what was sent', async () => {
  const { client } = await setup(
    (request, response) => sendJson(response, {}, request.url === '/good' ? 200 : 500),
    {
      concurrency: 1,
      retry: { budget: 5, budgetPerRequest: 0.5, attempts: 100, deadAfterMs: 1e9 },
    },
  );
  for (let i = 0; i < 4; i += 1) await client.getJson('/good');
  const error = await failureOf(client.getJson('/bad'));
  // retries ≤ 5 + (4 + 1 + retries) / 2
  expect(client.counts()).toEqual({ sent: 19, retried: 14, tokens: 0 });
  expect(error.message).toContain('14 retries for 19 requests');
});

test('no more requests are under way than the setting allows', async () => {
  const { client, server } = await setup(
    (_, response) => {
      setTimeout(() => sendJson(response, {}), 5);
    },
    { concurrency: 3 },
  );
  await Promise.all(Array.from({ length: 20 }, (_, i) => client.getJson(`/${i}`)));
  expect(server.peak()).toBe(3);
});

test.each(['announced', 'not announced'])(
  'a body of any length is read whole, its length %s, in pieces of any size',
  async (length) => {
    const lengths = [2, 16_383, 16_384, 16_385, 32_769, 500_001];
    const { client } = await setup((request, response) => {
      const body = Buffer.from(JSON.stringify('é'.repeat(Number(request.url.slice(1)))));
      response.writeHead(200, length === 'announced' ? { 'content-length': body.length } : {});
      for (let from = 0; from < body.length; from += 9_999) response.write(body.subarray(from, from + 9_999));
      response.end();
    });
    for (const characters of lengths) {
      const { body } = await client.getJson(`/${characters}`);
      expect(body === 'é'.repeat(characters), String(characters)).toBe(true);
    }
  },
);

test('an answer larger than the bound is refused, not read', async () => {
  const { client, server } = await setup((_, response) => sendJson(response, { a: 'x'.repeat(3_000_000) }), {
    maxBodyBytes: 1024 * 1024,
  });
  const error = await failureOf(client.getJson('/x'));
  expect(error.message).toBe('GET /x: the answer is larger than 1 MiB');
  expect(error.hint).toContain('smaller pages');
  expect(server.requests).toHaveLength(1);
});

test('closing ends what is under way', async () => {
  const { client } = await setup(() => {}, { effects: systemHttpEffects({}) });
  const pending = failureOf(client.getJson('/x'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  await client.close();
  expect((await pending).message).toBe('the connection was closed');
});

test('a caller can abort one request', async () => {
  const { client } = await setup(() => {});
  const abort = new AbortController();
  const pending = client.getJson('/x', {}, { signal: abort.signal });
  setTimeout(() => abort.abort(new Error('enough')), 30);
  await expect(pending).rejects.toThrow('enough');
});

test.each(['ftp://x', 'nonsense', ''])('the address %j is a usage error', async (baseUrl) => {
  const error = await failureOf(createHttpClient({ baseUrl, concurrency: 1, effects: testEffects() }));
  expect(error.exitCode).toBe(2);
});
