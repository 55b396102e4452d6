import pLimit from 'p-limit';
import { sourceError, usageError } from '../../domain/errors.ts';
import type { HttpEffects } from './effects.ts';
import { answerError, isCutJson, notJsonError, requestName, withoutSecrets } from './failure.ts';
import { type Json, parseJson } from './json.ts';
import { isRetryableStatus, type RetryPolicy, retryAfterMs, THROTTLED } from './policy.ts';
import { createRetrier, type RequestCounts, type Retrier, type Try } from './retrier.ts';
import type { TokenSource } from './token.ts';
import { createTransport, type Sent, type Timeouts, type Transport } from './transport.ts';

/** Query parameters; an array repeats its name, undefined leaves it out. */
export type Query = Readonly<
  Record<string, string | number | boolean | readonly (string | number)[] | undefined>
>;

export interface Answer<T> {
  /** 200 to 299, or 404 where the caller asked to be told. */
  readonly status: number;
  /** The parsed body; null for a 204 or a 404. */
  readonly body: T | null;
}

/** Integers beyond ±(2^53−1) are bigint. */
export type JsonAnswer = Answer<Json>;

/** Makes something of a body, given as bytes and, when asked for, as text; a SyntaxError says that it is not JSON. */
export type Parse<T> = (body: { readonly bytes: Buffer; readonly text: string }) => T;

export interface GetOptions {
  /** `return`: a 404 is an answer (`{ status: 404, body: null }`); `throw`, the default: it is an error. */
  readonly notFound?: 'throw' | 'return';
  readonly signal?: AbortSignal | undefined;
}

/** Reads JSON over HTTP; it can do nothing but GET. */
export interface HttpClient {
  /**
   * Reads one JSON document.
   * @param path appended to the base address, starting with `/`; its variable parts already encoded
   * @throws exit 4 with method, path and status once retries are used up, or at once for an answer no retry can cure
   */
  getJson(path: string, query?: Query, options?: GetOptions): Promise<JsonAnswer>;
  /** As `getJson`, for those who parse the body in a way of their own. */
  get<T>(parse: Parse<T>, path: string, query?: Query, options?: GetOptions): Promise<Answer<T>>;
  /** What has been sent so far. */
  counts(): RequestCounts;
  /** Ends connections, also those under way. */
  close(): Promise<void>;
}

export interface HttpClientOptions {
  /** What comes before every path, e.g. `https://api.cegedim.cloud`; user and password in it become Basic credentials. */
  readonly baseUrl: string;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Where bearer tokens come from; its requests are counted with ours when both share `retrier`. */
  readonly authorize?: TokenSource | undefined;
  /** PEM file of a private certificate authority. */
  readonly caFile?: string | undefined;
  /** Requests under way at once, at most. */
  readonly concurrency: number;
  readonly timeouts?: Partial<Timeouts> | undefined;
  readonly retry?: Partial<RetryPolicy> | undefined;
  /** Shared with the token source; its own when absent. */
  readonly retrier?: Retrier | undefined;
  /** Larger answers are refused; bytes. */
  readonly maxBodyBytes?: number | undefined;
  readonly effects: HttpEffects;
}

interface Base {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

const SECRET_HEADER = /auth|key|token|secret|cookie|password/i;

const secretsOf = (headers: Readonly<Record<string, string>>): string[] =>
  Object.entries(headers).flatMap(([name, value]) =>
    SECRET_HEADER.test(name) ? [value, ...value.split(' ').slice(1)] : [],
  );

const readBase = (options: HttpClientOptions): Base => {
  if (!URL.canParse(options.baseUrl))
    throw usageError('the url of a source is not an address: expected http://… or https://…');
  const url = new URL(options.baseUrl);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw usageError(`the url of a source begins with ${url.protocol}, expected http: or https:`);
  }
  const { username, password } = url;
  url.username = '';
  url.password = '';
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const headers = {
    accept: 'application/json',
    'user-agent': 'bilan',
    ...(username === '' ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }),
    ...options.headers,
  };
  return { url, headers, secrets: [...secretsOf(headers), decodeURIComponent(password)] };
};

const urlOf = (base: URL, path: string, query: Query): URL => {
  const url = new URL(base);
  url.pathname = `${base.pathname.replace(/\/$/, '')}${path}`;
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one));
  }
  return url;
};

interface Reading {
  readonly name: string;
  readonly secrets: readonly string[];
  readonly notFound: 'throw' | 'return';
  readonly now: number;
}

const parseWhole: Parse<Json> = ({ text }) => parseJson(text);

const readBody = <T>(
  sent: Sent & { kind: 'answer' },
  { name, secrets }: Reading,
  parse: Parse<T>,
): Try<Answer<T>> => {
  const { status } = sent;
  if (status === 204) return { ok: true, value: { status, body: null } };
  try {
    return { ok: true, value: { status, body: parse(sent) } };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { text } = sent;
    if (!isCutJson(text)) throw notJsonError(name, status, withoutSecrets(text, secrets));
    return { ok: false, error: sourceError(`${name}: the answer was cut short`, { cause: error }) };
  }
};

/** What one exchange means: an answer, a fault worth a retry, or (thrown) an end. */
const interpret = <T>(sent: Sent, reading: Reading, parse: Parse<T>): Try<Answer<T>> => {
  const { name, secrets } = reading;
  if (sent.kind === 'failure') {
    const error = sourceError(`${name}: ${sent.reason}`, {
      cause: sent.cause,
      ...(sent.hint === undefined ? {} : { hint: sent.hint }),
    });
    if (!sent.retryable) throw error;
    return { ok: false, error };
  }
  const { status } = sent;
  if (status >= 200 && status < 300) return readBody(sent, reading, parse);
  if (status === 404 && reading.notFound === 'return') return { ok: true, value: { status, body: null } };
  const error = answerError(name, status, sent.text, secrets);
  if (!isRetryableStatus(status)) throw error;
  return {
    ok: false,
    error,
    isThrottled: status === THROTTLED,
    retryAfterMs: retryAfterMs(sent.headers['retry-after'], reading.now),
  };
};

/** Two refusals in a row of tokens that were just issued: the account may not read, and asking on is no help. */
const MAX_FRESH_REFUSALS = 2;
/** Tokens that others used up before one request got its turn; one operation that always refuses ends here too. */
const MAX_EXPIRIES = 8;

interface Wire {
  readonly transport: Transport;
  readonly retrier: Retrier;
  readonly authorize: TokenSource | undefined;
}

/** Sends with a bearer token; a 401 renews it and repeats, without counting as a retry. */
const createAuthorizedGet = ({ transport, retrier, authorize }: Wire) => {
  const workedTokens = new Set<string>();
  return async (
    url: URL,
    headers: Readonly<Record<string, string>>,
    limits: { readonly limitMs: number | undefined; readonly signal: AbortSignal | undefined },
  ): Promise<Sent> => {
    let expiries = 0;
    let refusals = 0;
    for (;;) {
      const token = await authorize?.token();
      retrier.count('get');
      const bearer = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const sent = await transport.get(url, { headers: { ...headers, ...bearer }, ...limits });
      if (authorize === undefined || token === undefined || sent.kind === 'failure') return sent;
      if (sent.status !== 401) {
        if (sent.status < 500) workedTokens.add(token);
        return sent;
      }
      if (workedTokens.has(token)) {
        expiries += 1;
        refusals = 0;
      } else refusals += 1;
      if (refusals >= MAX_FRESH_REFUSALS || expiries > MAX_EXPIRIES) return sent;
      authorize.discard(token);
    }
  };
};

/**
 * Opens a client for one server and one run.
 * @throws exit 2 when the address, the private authority or a proxy variable is wrong
 * @example
 * const client = await createHttpClient({ baseUrl: 'http://localhost:9090', concurrency: 4, effects });
 * const { body } = await client.getJson('/api/v1/query', { query: 'up' });
 */
export const createHttpClient = async (options: HttpClientOptions): Promise<HttpClient> => {
  const { effects, authorize, concurrency } = options;
  const base = readBase(options);
  const transport = await createTransport({
    caFile: options.caFile,
    connections: concurrency,
    timeouts: options.timeouts,
    maxBodyBytes: options.maxBodyBytes,
    effects,
  });
  const retrier = options.retrier ?? createRetrier(effects, options.retry);
  const authorizedGet = createAuthorizedGet({ transport, retrier, authorize });
  const limit = pLimit(concurrency);
  const closing = new AbortController();
  const withClosing = new WeakMap<AbortSignal, AbortSignal>();
  /** One signal for all requests of a caller: every `AbortSignal.any` lives as long as its sources. */
  const signalOf = (callers: AbortSignal | undefined): AbortSignal => {
    if (callers === undefined) return closing.signal;
    const known = withClosing.get(callers) ?? AbortSignal.any([callers, closing.signal]);
    withClosing.set(callers, known);
    return known;
  };

  const get = <T>(
    parse: Parse<T>,
    path: string,
    query: Query = {},
    { notFound = 'throw', signal: callers }: GetOptions = {},
  ): Promise<Answer<T>> =>
    limit(() => {
      const signal = signalOf(callers);
      signal.throwIfAborted();
      const url = urlOf(base.url, path, query);
      return retrier.run(async (limitMs) => {
        const sent = await authorizedGet(url, base.headers, { limitMs, signal });
        const secrets = [...base.secrets, ...(authorize?.secrets() ?? [])];
        const reading = { name: requestName('GET', url), secrets, notFound, now: effects.now() };
        return interpret(sent, reading, parse);
      }, signal);
    });

  return {
    getJson: (path, query, options) => get(parseWhole, path, query, options),
    get,
    counts: () => retrier.counts(),
    close: async () => {
      closing.abort(sourceError('the connection was closed'));
      await Promise.all([transport.close(), authorize?.close()]);
    },
  };
};
