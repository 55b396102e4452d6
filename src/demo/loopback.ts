import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** One request as a demo server saw it. */
export interface SeenRequest {
  readonly method: string;
  /** Path without its query. */
  readonly path: string;
  /** What follows the question mark, as it came; empty when there is none. */
  readonly query: string;
}

/** What a fault rule may look at. */
export interface FaultRequest extends SeenRequest {
  /** How many requests came before, this server's life long. */
  readonly index: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** What goes wrong with one answer. Parts that are absent stay as the server would have answered. */
export interface Fault {
  readonly status?: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The connection breaks after so many bytes of the body, whose full length was announced. */
  readonly cutAfterBytes?: number;
  /** The connection breaks before anything is answered. */
  readonly isReset?: boolean;
  /** Milliseconds before the answer begins. */
  readonly delayMs?: number;
}

export type FaultRule = (request: FaultRequest) => Fault | undefined;

export interface Answer {
  readonly status: number;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request with what its answer may depend on. */
export interface LoopbackRequest extends SeenRequest {
  readonly search: URLSearchParams;
  readonly authorization: string | undefined;
  readonly body: string;
}

export interface LoopbackOptions {
  /** Default 0: any free one. */
  readonly port?: number;
  readonly faults?: FaultRule;
}

export interface LoopbackServer {
  /** `http://127.0.0.1:PORT`, no slash behind. */
  readonly url: string;
  /** Every request so far, oldest first. */
  requests(): readonly SeenRequest[];
  /** The most requests that were ever being answered at one time. */
  maxInFlight(): number;
  /** Drops every connection and frees the port. */
  close(): Promise<void>;
}

const MAX_BODY = 65_536;

const readBody = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    if (!Buffer.isBuffer(part)) continue;
    size += part.length;
    if (size <= MAX_BODY) parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
};

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const send = (response: ServerResponse, answer: Answer, fault: Fault | undefined): void => {
  const body = Buffer.from(fault?.body ?? answer.body);
  response.writeHead(fault?.status ?? answer.status, {
    ...(fault?.body === undefined ? answer.headers : undefined),
    ...fault?.headers,
    'content-length': String(body.length),
  });
  const { cutAfterBytes } = fault ?? {};
  if (cutAfterBytes === undefined) {
    response.end(body);
    return;
  }
  // The write's callback fires once the bytes are handed to the kernel: they arrive, the rest never does.
  response.write(body.subarray(0, Math.min(cutAfterBytes, body.length - 1)), () => response.destroy());
};

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('no port was given'));
      else resolve(address.port);
    });
  });

const parse = (request: IncomingMessage): SeenRequest => {
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  return { method: request.method ?? 'GET', path, query };
};

/**
 * Serves answers on 127.0.0.1, remembering every request and spoiling answers where a fault rule says so.
 * Throws what the operating system says when the port is taken.
 */
export const startLoopback = async (
  answer: (request: LoopbackRequest) => Answer,
  options: LoopbackOptions = {},
): Promise<LoopbackServer> => {
  const seen: SeenRequest[] = [];
  let inFlight = 0;
  let most = 0;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parsed = parse(request);
    const index = seen.push(parsed) - 1;
    const fault = options.faults?.({ ...parsed, index, headers: request.headers });
    const body = await readBody(request);
    if (fault?.delayMs !== undefined) await wait(fault.delayMs);
    if (fault?.isReset === true) {
      response.destroy();
      return;
    }
    const { authorization } = request.headers;
    send(
      response,
      answer({ ...parsed, search: new URLSearchParams(parsed.query), authorization, body }),
      fault,
    );
  };
  const server = createServer((request, response) => {
    inFlight += 1;
    most = Math.max(most, inFlight);
    response.once('close', () => {
      inFlight -= 1;
    });
    handle(request, response).catch((error: unknown) => {
      // A client that went away is no news; anything else must not hang the one that waits.
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  const port = await listen(server, options.port ?? 0);
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => seen,
    maxInFlight: () => most,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
