import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createHttpClient } from '../../../src/collect/http/client.ts';
import { sendJson, serve, testEffects } from './local-server.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
const tls = {
  key: readFileSync(fixture('server.key'), 'utf8'),
  cert: readFileSync(fixture('server.pem'), 'utf8'),
};

/** A forward proxy as a company runs one: CONNECT for https, absolute addresses for http. */
const serveProxy = async (): Promise<{ url: string; asked: string[] }> => {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    sendJson(response, { via: 'proxy' });
  });
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    const [host, port] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket);
      socket.pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
};

const serveTls = async () => {
  const server = await serve((_, response) => sendJson(response, { via: 'tls' }), tls);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
};

const open = async (baseUrl: string, caFile: string | undefined, env: Record<string, string> = {}) => {
  const effects = testEffects(env);
  const client = await createHttpClient({ baseUrl, caFile, concurrency: 2, effects });
  onTestFinished(() => client.close());
  return { client, effects };
};

test('a private authority is trusted when ca_file names it', async () => {
  const server = await serveTls();
  const { client } = await open(server.url, fixture('ca.pem'));
  expect((await client.getJson('/x')).body).toEqual({ via: 'tls' });
});

test('a certificate nobody vouches for ends at once, with the setting that would help', async () => {
  const server = await serveTls();
  const { client, effects } = await open(server.url, undefined);
  await expect(client.getJson('/x')).rejects.toMatchObject({
    exitCode: 4,
    message: expect.stringMatching(/^GET \/x: the server's certificate is not trusted \(/),
    hint: 'name the private certificate authority in ca_file',
  });
  expect(effects.waits).toEqual([]);
});

test('a ca_file that does not exist is a usage error naming it', async () => {
  await expect(open('https://127.0.0.1:1', '/nowhere/ca.pem')).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining('ca_file /nowhere/ca.pem cannot be read'),
  });
});

test('https goes through HTTPS_PROXY by CONNECT, the private authority still checked', async () => {
  const server = await serveTls();
  const proxy = await serveProxy();
  const { client } = await open(server.url, fixture('ca.pem'), { HTTPS_PROXY: proxy.url });
  expect((await client.getJson('/x')).body).toEqual({ via: 'tls' });
  expect(proxy.asked).toEqual([`CONNECT 127.0.0.1:${server.port}`]);
});

test('http goes through HTTP_PROXY without CONNECT, unless NO_PROXY names the host', async () => {
  const server = await serve((_, response) => sendJson(response, { via: 'direct' }));
  onTestFinished(() => server[Symbol.asyncDispose]());
  const proxy = await serveProxy();
  const through = await open(server.url, undefined, { http_proxy: proxy.url });
  expect((await through.client.getJson('/x')).body).toEqual({ via: 'proxy' });
  expect(proxy.asked).toEqual([`GET ${server.url}/x`]);
  const around = await open(server.url, undefined, { HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' });
  expect((await around.client.getJson('/x')).body).toEqual({ via: 'direct' });
});

test('a proxy variable that is no address is a usage error', async () => {
  await expect(open('http://127.0.0.1:1', undefined, { HTTP_PROXY: '::' })).rejects.toMatchObject({
    exitCode: 2,
  });
});
