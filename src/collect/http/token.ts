import { messageOf, sourceError, usageError } from '../../domain/errors.ts';
import type { HttpEffects } from './effects.ts';
import { answerError, errorText, notJsonError, requestName, withoutSecrets } from './failure.ts';
import { isRetryableStatus, retryAfterMs, THROTTLED } from './policy.ts';
import { createRetrier, type Retrier, type Try } from './retrier.ts';
import { createTransport, type Sent, type Timeouts } from './transport.ts';

/** Where bearer tokens come from. */
export interface TokenSource {
  /** The current token, asked for when there is none or it is about to expire; concurrent callers share one request. */
  token(): Promise<string>;
  /** Forgets `token` if it is still the current one, so that the next call asks anew. */
  discard(token: string): void;
  /** What must never reach a message. */
  secrets(): readonly string[];
  close(): Promise<void>;
}

export interface ClientCredentials {
  /** The token endpoint; plain http only on loopback, since the request carries the secret. */
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** PEM file of a private certificate authority. */
  readonly caFile?: string | undefined;
  readonly timeouts?: Partial<Timeouts> | undefined;
  /** Shared with the client that uses the tokens, so that one budget and one count cover both. */
  readonly retrier?: Retrier | undefined;
  readonly effects: HttpEffects;
}

interface Token {
  readonly value: string;
  /** Epoch milliseconds from which it is renewed. */
  readonly staleAt: number;
}

/** A token is renewed this long before it expires, or after 90 % of a short life. */
const RENEW_BEFORE_MS = 30_000;
const RENEW_BEFORE_SHARE = 0.1;

const REFUSALS: ReadonlySet<number> = new Set([400, 401, 403]);

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  hostname === '[::1]' ||
  /^127\.\d+\.\d+\.\d+$/.test(hostname);

const readTokenUrl = (text: string): URL => {
  if (!URL.canParse(text)) throw usageError('token_url is not an address: expected https://…');
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    throw usageError(`token_url begins with ${url.protocol}//, expected https://`, {
      hint: 'the request carries the client secret; plain http is accepted on loopback only',
    });
  }
  return url;
};

/** A token answer with the type that some servers leave out (RFC 6749, 5.1 requires it); there is none but Bearer here. */
const withTokenType = (text: string): string => {
  try {
    const body: unknown = JSON.parse(text);
    const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
    return isObject ? JSON.stringify({ token_type: 'Bearer', ...body }) : text;
  } catch {
    return text;
  }
};

const toResponse = (sent: Sent): Response => {
  if (sent.kind === 'failure') return Response.error();
  const bodyless = sent.status === 204 || sent.status === 205 || sent.status === 304;
  return new Response(bodyless ? null : withTokenType(sent.text), {
    status: sent.status,
    headers: { 'content-type': sent.headers['content-type'] ?? '' },
  });
};

/** What a token answer that is not a token means: a fault worth a retry, or (thrown) an end. */
const interpretRefusal = (sent: Sent, name: string, secrets: readonly string[], now: number): Try<never> => {
  if (sent.kind === 'failure') {
    const error = sourceError(`${name}: ${sent.reason}`, {
      cause: sent.cause,
      ...(sent.hint === undefined ? {} : { hint: sent.hint }),
    });
    if (!sent.retryable) throw error;
    return { ok: false, error };
  }
  if (REFUSALS.has(sent.status)) {
    const words = withoutSecrets(errorText(sent.text), secrets);
    throw sourceError(
      `the token endpoint refused the client: ${name} answered ${sent.status}${words === '' ? '' : `: ${words}`}`,
      { hint: 'check client_id and client_secret' },
    );
  }
  const error = answerError(name, sent.status, sent.text, secrets);
  if (!isRetryableStatus(sent.status)) throw error;
  return {
    ok: false,
    error,
    isThrottled: sent.status === THROTTLED,
    retryAfterMs: retryAfterMs(sent.headers['retry-after'], now),
  };
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** One token request, without its repeats. */
const createRequest = async (options: ClientCredentials) => {
  const oauth = await import('oauth4webapi');
  const url = readTokenUrl(options.tokenUrl);
  const name = requestName('POST', url);
  const transport = await createTransport({ ...options, connections: 1 });
  const server = { issuer: url.origin, token_endpoint: url.href };
  const client = { client_id: options.clientId };
  const authentication = oauth.ClientSecretBasic(options.clientSecret);

  const ask = async (limitMs: number | undefined) => {
    const answers: Sent[] = [];
    const response = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      authentication,
      {},
      {
        [oauth.allowInsecureRequests]: url.protocol === 'http:',
        [oauth.customFetch]: async (address, init) => {
          const sent = await transport.postForm(new URL(address), String(init.body), {
            headers: init.headers,
            limitMs,
          });
          answers.push(sent);
          return toResponse(sent);
        },
      },
    );
    return { response, sent: answers[0] };
  };

  return {
    name,
    close: transport.close,
    attempt: async (limitMs: number | undefined, secrets: readonly string[]): Promise<Try<Token>> => {
      const askedAt = options.effects.now();
      const { response, sent } = await ask(limitMs);
      if (sent === undefined) throw sourceError(`${name}: no request was sent`);
      if (sent.kind === 'failure' || sent.status !== 200) {
        return interpretRefusal(sent, name, secrets, options.effects.now());
      }
      if (!isJson(sent.text)) throw notJsonError(name, sent.status, sent.text);
      try {
        const answer = await oauth.processClientCredentialsResponse(server, client, response);
        const life = answer.expires_in === undefined ? Number.POSITIVE_INFINITY : answer.expires_in * 1_000;
        const margin = Math.min(RENEW_BEFORE_MS, life * RENEW_BEFORE_SHARE);
        return { ok: true, value: { value: answer.access_token, staleAt: askedAt + life - margin } };
      } catch (error) {
        throw sourceError(`${name} answered 200 without a usable token: ${messageOf(error)}`, {
          cause: error,
        });
      }
    },
  };
};

/**
 * Tokens by the OAuth 2.0 client credentials grant (RFC 6749, 4.4), the client authenticated by HTTP Basic.
 * A token is reused until shortly before it expires.
 * @throws exit 2 when the token URL or the private authority is wrong; `token()` throws exit 4 when the endpoint
 *   refuses the client or cannot be reached
 */
export const createTokenSource = async (options: ClientCredentials): Promise<TokenSource> => {
  const { effects } = options;
  const retrier = options.retrier ?? createRetrier(effects);
  const request = await createRequest(options);
  const closing = new AbortController();
  let current: Token | undefined;
  let pending: Promise<Token> | undefined;

  const secrets = (): readonly string[] => [
    options.clientSecret,
    encodeURIComponent(options.clientSecret),
    ...(current === undefined ? [] : [current.value]),
  ];
  const renew = async (): Promise<Token> => {
    try {
      current = await retrier.run((limitMs) => {
        retrier.count('token');
        return request.attempt(limitMs, secrets());
      }, closing.signal);
      return current;
    } finally {
      pending = undefined;
    }
  };

  return {
    token: async () => {
      if (current !== undefined && effects.now() < current.staleAt) return current.value;
      pending ??= renew();
      return (await pending).value;
    },
    discard: (token) => {
      if (current?.value === token) current = undefined;
    },
    secrets,
    close: async () => {
      closing.abort(sourceError(`${request.name}: closed`));
      await request.close();
    },
  };
};
