import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Provider from 'oidc-provider';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createHttpClient } from '../../../src/collect/http/client.ts';
import { createRetrier } from '../../../src/collect/http/retrier.ts';
import { createTokenSource } from '../../../src/collect/http/token.ts';
import { type Handler, sendJson, serve, testEffects } from './local-server.ts';

const SECRET = 'secret&with=reserved%chars +and:colon';

/** A real OpenID provider on loopback; counts token requests and can say whether a token is one of its own. */
const serveProvider = async (): Promise<{ url: string; posts: string[] }> => {
  const posts: string[] = [];
  const handler: { callback?: ReturnType<Provider['callback']> } = {};
  const server = createServer((request, response) => {
    posts.push(`${request.method} ${request.url}`);
    void handler.callback?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // The provider tells on the console that it prefers a later Node and runs with development keys: of no interest here.
  for (const level of ['error', 'info', 'warn'] as const)
    vi.spyOn(console, level).mockImplementation(() => {});
  const { default: OpenIdProvider } = await import('oidc-provider');
  const provider = new OpenIdProvider(issuer, {
    clients: [
      {
        client_id: 'bilan collector',
        client_secret: SECRET,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
    ttl: { ClientCredentials: 1200 },
    cookies: { keys: ['test'] },
  });
  vi.restoreAllMocks();
  handler.callback = provider.callback();
  return { url: `${issuer}/token`, posts };
};

const openSource = async (tokenUrl: string, clientSecret = SECRET) => {
  const effects = testEffects();
  const retrier = createRetrier(effects);
  const source = await createTokenSource({
    tokenUrl,
    clientId: 'bilan collector',
    clientSecret,
    retrier,
    effects,
  });
  onTestFinished(() => source.close());
  return { source, effects, retrier };
};

test('a real provider gives a token, which is reused by all until shortly before it expires, then renewed once', async () => {
  const provider = await serveProvider();
  const { source, effects, retrier } = await openSource(provider.url);
  const first = await Promise.all([source.token(), source.token(), source.token()]);
  expect(first[0]).toMatch(/^[\w-]{20,}$/);
  expect(new Set(first).size).toBe(1);
  effects.advance(1_169_000);
  expect(await source.token()).toBe(first[0]);
  effects.advance(2_000);
  const second = await Promise.all([source.token(), source.token()]);
  expect(second[0]).not.toBe(first[0]);
  expect(second[1]).toBe(second[0]);
  expect(provider.posts).toEqual(['POST /token', 'POST /token']);
  expect(retrier.counts()).toEqual({ sent: 2, retried: 0, tokens: 2 });
});

test('a real provider refuses a wrong secret: exit 4, said in words, the secret nowhere', async () => {
  const provider = await serveProvider();
  const { source } = await openSource(provider.url, 'wrong-secret');
  const error = await source.token().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ exitCode: 4 });
  expect(String(error)).toContain(
    'the token endpoint refused the client: POST /token answered 401: invalid_client',
  );
  expect(String(error)).not.toContain('wrong-secret');
  expect(provider.posts).toHaveLength(1);
});

/** ITCare and its token endpoint in one, the tokens numbered; `accepts` decides which of them open the door. */
const serveApi = async (accepts: (token: number, call: number) => boolean, answer?: Handler) => {
  let issued = 0;
  let calls = 0;
  const server = await serve((request, response) => {
    if (request.method === 'POST') {
      issued += 1;
      return sendJson(response, { access_token: `token-${issued}`, token_type: 'Bearer', expires_in: 1200 });
    }
    calls += 1;
    const token = Number(/^Bearer token-(\d+)$/.exec(String(request.headers.authorization))?.[1]);
    if (!accepts(token, calls))
      return sendJson(response, { error: `${request.headers.authorization} expired` }, 401);
    return answer === undefined ? sendJson(response, {}) : answer(request, response);
  });
  const effects = testEffects();
  const retrier = createRetrier(effects);
  const authorize = await createTokenSource({
    tokenUrl: `${server.url}/token`,
    clientId: 'a',
    clientSecret: 'hush-hush',
    retrier,
    effects,
  });
  const client = await createHttpClient({ baseUrl: server.url, concurrency: 4, authorize, retrier, effects });
  onTestFinished(async () => {
    await client.close();
    await server[Symbol.asyncDispose]();
  });
  return { client, server, effects };
};

test('a 401 on a token that has worked is an expiry: renewed and repeated, no retry counted', async () => {
  const { client, effects } = await serveApi((token, call) => token === 2 || call <= 3);
  for (let i = 0; i < 6; i += 1) await client.getJson('/x');
  expect(client.counts()).toEqual({ sent: 9, retried: 0, tokens: 2 });
  expect(effects.waits).toEqual([]);
});

test('concurrent requests that meet an expiry share one renewal', async () => {
  const { client } = await serveApi((token, call) => token === 2 || call === 1);
  await client.getJson('/first');
  await Promise.all(Array.from({ length: 12 }, (_, i) => client.getJson(`/${i}`)));
  expect(client.counts().tokens).toBe(2);
});

test('two refusals of fresh tokens in a row end the collection, with no token in the message', async () => {
  const { client, server } = await serveApi(() => false);
  await expect(client.getJson('/itcare/x')).rejects.toMatchObject({
    exitCode: 4,
    message: 'GET /itcare/x answered 401: Bearer *** expired',
  });
  expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'GET', 'POST', 'GET']);
});

test('an expiry and then two refusals of fresh tokens end it too', async () => {
  const { client } = await serveApi((token, call) => token === 1 && call === 1);
  await client.getJson('/x');
  await expect(client.getJson('/x')).rejects.toMatchObject({ exitCode: 4 });
  expect(client.counts()).toEqual({ sent: 7, retried: 0, tokens: 3 });
});

test('tokens that are each good for one request are renewed as often as it takes', async () => {
  const used = new Map<number, number>();
  const { client } = await serveApi((token) => {
    used.set(token, (used.get(token) ?? 0) + 1);
    return (used.get(token) ?? 0) <= 1;
  });
  const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => client.getJson(`/${i}`)));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200));
  expect(client.counts().retried).toBe(0);
});

test('one operation that refuses every token ends, though the others keep them working', async () => {
  const server = await serve((request, response) => {
    if (request.method === 'POST')
      return sendJson(response, {
        access_token: `t-${Math.random()}`,
        token_type: 'Bearer',
        expires_in: 1200,
      });
    return sendJson(response, {}, request.url === '/refused' ? 401 : 200);
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const effects = testEffects();
  const authorize = await createTokenSource({
    tokenUrl: `${server.url}/token`,
    clientId: 'a',
    clientSecret: 'hush-hush',
    effects,
  });
  const client = await createHttpClient({ baseUrl: server.url, concurrency: 4, authorize, effects });
  onTestFinished(() => client.close());
  let isOver = false;
  const refused = client.getJson('/refused').finally(() => {
    isOver = true;
  });
  const others = (async () => {
    while (!isOver) await client.getJson('/good');
  })();
  await expect(refused).rejects.toMatchObject({ exitCode: 4, message: 'GET /refused answered 401' });
  await others;
  expect(server.requests.filter(({ url }) => url === '/refused').length).toBeLessThan(20);
});

const serveToken = async (handler: Handler) => {
  const server = await serve(handler);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { server, ...(await openSource(`${server.url}/auth/token`)) };
};

test('a token whose type is left out is a bearer token', async () => {
  const { source } = await serveToken((_, response) =>
    sendJson(response, { access_token: 'plain', expires_in: 1200 }),
  );
  expect(await source.token()).toBe('plain');
});

test('a token endpoint that stumbles is asked again', async () => {
  let calls = 0;
  const { source, retrier } = await serveToken((_, response) => {
    calls += 1;
    return calls < 3
      ? sendJson(response, {}, 503)
      : sendJson(response, { access_token: 'abcd', token_type: 'bearer', expires_in: '60' });
  });
  expect(await source.token()).toBe('abcd');
  expect(retrier.counts()).toEqual({ sent: 3, retried: 2, tokens: 3 });
});

test.each([
  ['HTML', 200, '<html>', 'POST /auth/token answered 200 with HTML or XML, expected JSON'],
  ['no token', 200, '{"token_type":"bearer"}', 'POST /auth/token answered 200 without a usable token'],
  ['another place', 404, '', 'POST /auth/token answered 404'],
  ['a login page', 302, '', 'POST /auth/token answered 302'],
  [
    'a refusal by 400',
    400,
    '{"error":"unauthorized_client","error_description":"not you"}',
    'the token endpoint refused the client: POST /auth/token answered 400: unauthorized_client: not you',
  ],
])('a token endpoint that answers %s ends at once', async (_, status, body, expected) => {
  const { source, server } = await serveToken((_request, response) => sendJson(response, body, status));
  await expect(source.token()).rejects.toMatchObject({
    exitCode: 4,
    message: expect.stringContaining(expected),
  });
  expect(server.requests).toHaveLength(1);
});

test.each(['http://accounts.example.com/token', 'token', 'file:///etc/passwd'])(
  'the token URL %s is a usage error: the secret would travel in clear',
  async (tokenUrl) => {
    await expect(openSource(tokenUrl)).rejects.toMatchObject({ exitCode: 2 });
  },
);
