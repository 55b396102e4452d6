import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { HttpEffects } from '../../../src/collect/http/effects.ts';

export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export type Handler = (request: SeenRequest, response: ServerResponse) => unknown;

export interface LocalServer {
  readonly url: string;
  readonly port: number;
  readonly requests: SeenRequest[];
  /** The most requests that were under way at once. */
  peak(): number;
  [Symbol.asyncDispose](): Promise<void>;
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

/** A real server on loopback that records what it is asked. */
export const serve = async (handler: Handler, tls?: { key: string; cert: string }): Promise<LocalServer> => {
  const requests: SeenRequest[] = [];
  let underWay = 0;
  let peak = 0;
  const listener: RequestListener = async (request, response) => {
    underWay += 1;
    peak = Math.max(peak, underWay);
    response.on('close', () => {
      underWay -= 1;
    });
    const seen = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body: await bodyOf(request),
    };
    requests.push(seen);
    await handler(seen, response);
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    requests,
    peak: () => peak,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
};

export const sendJson = (
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};

export interface TestEffects extends HttpEffects {
  readonly waits: number[];
  /** Moves the clock. */
  advance(ms: number): void;
}

/** A clock that only moves when told or when something waits; waiting takes no time. */
export const testEffects = (env: Record<string, string> = {}): TestEffects => {
  let now = Date.UTC(2026, 2, 1, 12);
  const waits: number[] = [];
  return {
    now: () => now,
    sleep: async (ms) => {
      waits.push(ms);
      now += ms;
    },
    random: () => 0.5,
    env,
    waits,
    advance: (ms) => {
      now += ms;
    },
  };
};
