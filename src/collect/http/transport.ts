import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import type { Dispatcher } from 'undici';
import { messageOf, sourceError, usageError } from '../../domain/errors.ts';
import type { HttpEffects } from './effects.ts';

/** How long each stage of a request may take, milliseconds. */
export interface Timeouts {
  /** Until the connection stands, TLS included. @default 10000 */
  readonly connectMs: number;
  /** From the request to the answer's headers. @default 30000 */
  readonly headersMs: number;
  /** Between two pieces of the answer's body; a body that takes longer than this has to bring `MIN_BODY_RATE`. @default 30000 */
  readonly bodyMs: number;
}

/** Bytes a millisecond: the slowest line that is worth waiting for; what only keeps the connection warm is no answer. */
const MIN_BODY_RATE = 1;

export const defaultTimeouts: Timeouts = { connectMs: 10_000, headersMs: 30_000, bodyMs: 30_000 };

/** @default 256 MiB */
export const defaultMaxBodyBytes = 256 * 1024 * 1024;

export interface TransportOptions {
  /** PEM file of certificate authorities to trust besides the public ones. */
  readonly caFile?: string | undefined;
  /** Connections a server may have to bear at once. */
  readonly connections: number;
  readonly timeouts?: Partial<Timeouts> | undefined;
  /** Larger answers are refused; bytes. */
  readonly maxBodyBytes?: number | undefined;
  readonly effects: Pick<HttpEffects, 'env'>;
}

export interface SendOptions {
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds this request may spend on each stage, when less than the timeouts. */
  readonly limitMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An answer with its whole body, or why there was none. */
export type Sent =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly bytes: Buffer;
      /** What the bytes say, made when it is asked for. */
      readonly text: string;
    }
  | {
      readonly kind: 'failure';
      readonly reason: string;
      readonly hint?: string | undefined;
      /** False where another try cannot help: a certificate that is not trusted, an answer too large. */
      readonly retryable: boolean;
      readonly cause: unknown;
    };

/** The only two requests this program can make. */
export interface Transport {
  get(url: URL, options: SendOptions): Promise<Sent>;
  /** The token request; nothing else is ever posted. */
  postForm(url: URL, body: string, options: SendOptions): Promise<Sent>;
  close(): Promise<void>;
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  ETIMEDOUT: 'no connection in time',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_BODY_TIMEOUT: 'the answer stalled',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the answer was cut short',
};

const isCertificateFault = (code: string): boolean =>
  /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|TLS_CERT/.test(code);

const codeOf = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return '';
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown };
  return typeof code === 'string' ? code : codeOf(cause);
};

const failure = (error: unknown): Sent => {
  const code = codeOf(error);
  if (isCertificateFault(code)) {
    return {
      kind: 'failure',
      reason: `the server's certificate is not trusted (${code})`,
      hint: 'name the private certificate authority in ca_file',
      retryable: false,
      cause: error,
    };
  }
  const reason = REASONS[code];
  return {
    kind: 'failure',
    reason: reason === undefined ? `no answer (${code || messageOf(error)})` : `${reason} (${code})`,
    retryable: true,
    cause: error,
  };
};

const trustedAuthorities = (caFile: string | undefined): readonly string[] | undefined => {
  if (caFile === undefined) return undefined;
  try {
    return [...rootCertificates, readFileSync(caFile, 'utf8')];
  } catch (error) {
    throw usageError(`ca_file ${caFile} cannot be read: ${messageOf(error)}`, { cause: error });
  }
};

class TooLarge extends Error {}

/** Room for an answer that does not announce its length; it grows with the answer. */
const FIRST_BYTES = 16 * 1024;

/** The whole body. Its pieces are copied as they come: kept until the end, thousands of them would outlive their use. */
const readBody = async (
  body: AsyncIterable<Uint8Array>,
  announced: number,
  maxBytes: number,
  patienceMs: number,
): Promise<Buffer> => {
  let answer = Buffer.allocUnsafe(announced > 0 && announced <= maxBytes ? announced : FIRST_BYTES);
  let bytes = 0;
  const since = performance.now();
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new TooLarge();
    const elapsed = performance.now() - since;
    if (elapsed > patienceMs && bytes < elapsed * MIN_BODY_RATE) {
      throw Object.assign(new Error('the answer drips'), { code: 'UND_ERR_BODY_TIMEOUT' });
    }
    if (bytes > answer.length) answer = Buffer.concat([answer], Math.max(bytes, 2 * answer.length));
    answer.set(chunk, bytes - chunk.length);
  }
  return bytes === answer.length ? answer : Buffer.from(answer.subarray(0, bytes));
};

const headerText = (
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );

const proxySettings = (env: TransportOptions['effects']['env']) => ({
  httpProxy: env.http_proxy ?? env.HTTP_PROXY ?? '',
  httpsProxy: env.https_proxy ?? env.HTTPS_PROXY ?? '',
  noProxy: env.no_proxy ?? env.NO_PROXY ?? '',
});

const tooLarge = (error: TooLarge, maxBytes: number): Sent => ({
  kind: 'failure',
  reason: `the answer is larger than ${Math.floor(maxBytes / 1024 / 1024)} MiB`,
  hint: 'ask for smaller pages (page_size) or a shorter period',
  retryable: false,
  cause: error,
});

interface Wire {
  readonly undici: typeof import('undici');
  readonly dispatcher: Dispatcher;
  readonly timeouts: Timeouts;
  readonly maxBodyBytes: number;
}

interface Patience {
  readonly signal: AbortSignal | null;
  end(): void;
}

/** Ends the wait for an answer's headers after `limitMs`, besides when the caller does; the body has its own timeout. */
const startPatience = (limitMs: number | undefined, callers: AbortSignal | undefined): Patience => {
  if (limitMs === undefined) return { signal: callers ?? null, end: () => {} };
  const patience = new AbortController();
  const giveUp = (): void =>
    patience.abort(Object.assign(new Error('no answer'), { code: 'UND_ERR_HEADERS_TIMEOUT' }));
  const timer = setTimeout(giveUp, limitMs);
  const signal = callers === undefined ? patience.signal : AbortSignal.any([callers, patience.signal]);
  return { signal, end: () => clearTimeout(timer) };
};

const send = async (
  { undici, dispatcher, timeouts, maxBodyBytes }: Wire,
  url: URL,
  content: { readonly method: 'GET' | 'POST'; readonly body: string | null },
  { headers, limitMs, signal }: SendOptions,
): Promise<Sent> => {
  const patience = startPatience(limitMs, signal);
  const bodyTimeout = Math.max(1, Math.min(timeouts.bodyMs, limitMs ?? timeouts.bodyMs));
  try {
    const answer = await undici.request(url, {
      ...content,
      dispatcher,
      headers: { ...headers },
      headersTimeout: timeouts.headersMs,
      bodyTimeout,
      signal: patience.signal,
    });
    patience.end();
    const bytes = await readBody(
      answer.body,
      Number(answer.headers['content-length']),
      maxBodyBytes,
      bodyTimeout,
    );
    return {
      kind: 'answer',
      status: answer.statusCode,
      headers: headerText(answer.headers),
      bytes,
      get text() {
        return new TextDecoder().decode(bytes);
      },
    };
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    return error instanceof TooLarge ? tooLarge(error, maxBodyBytes) : failure(error);
  } finally {
    patience.end();
  }
};

const openDispatcher = (
  undici: Wire['undici'],
  options: TransportOptions,
  timeouts: Timeouts,
): Dispatcher => {
  const ca = trustedAuthorities(options.caFile);
  const connect = { timeout: timeouts.connectMs, ...(ca === undefined ? {} : { ca: [...ca] }) };
  try {
    return new undici.EnvHttpProxyAgent({
      ...proxySettings(options.effects.env),
      connections: options.connections,
      connect,
      requestTls: connect,
      proxyTls: connect,
      // Plain http goes through the proxy as curl sends it; many proxies refuse CONNECT to other ports than 443.
      proxyTunnel: false,
    });
  } catch (error) {
    throw usageError(`HTTP_PROXY or HTTPS_PROXY is not the address of a proxy: ${messageOf(error)}`);
  }
};

/**
 * Opens a way to send requests: connection pool, proxy from the environment, private authority, timeouts.
 * @returns a transport that does not throw for what the network does, only when its caller's signal aborts
 * @throws exit 2 when `caFile` cannot be read or a proxy variable is not an address
 */
export const createTransport = async (options: TransportOptions): Promise<Transport> => {
  const undici = await import('undici');
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const dispatcher = openDispatcher(undici, options, timeouts);
  const wire = { undici, dispatcher, timeouts, maxBodyBytes: options.maxBodyBytes ?? defaultMaxBodyBytes };
  return {
    get: (url, sendOptions) => send(wire, url, { method: 'GET', body: null }, sendOptions),
    postForm: (url, body, sendOptions) => {
      const headers = { ...sendOptions.headers, 'content-type': 'application/x-www-form-urlencoded' };
      return send(wire, url, { method: 'POST', body }, { ...sendOptions, headers });
    },
    close: () => dispatcher.destroy(sourceError('the connection was closed')),
  };
};
