import type { Answer, LoopbackRequest } from '../loopback.ts';

/** Where the token is asked for. */
export const TOKEN_PATH = '/auth/realms/cloud/protocol/openid-connect/token';

export interface TokenOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Seconds. */
  readonly expiresIn: number;
  /** Milliseconds. */
  readonly clock: () => number;
}

export interface Tokens {
  /** Answers a token request: client credentials, authenticated by HTTP Basic (RFC 6749, sections 2.3.1 and 4.4). */
  answer(request: LoopbackRequest): Answer;
  /** Whether an `Authorization` header carries a token that still lives. */
  isValid(authorization: string | undefined): boolean;
}

const json = (status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  body: JSON.stringify(value),
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
});

const INVALID_CLIENT = json(
  401,
  { error: 'invalid_client', error_description: 'Invalid client or Invalid client credentials' },
  { 'www-authenticate': 'Basic realm="cloud"' },
);

/** Id and secret are form-encoded before they are joined and put into base64 (RFC 6749, section 2.3.1). */
const decodePart = (text: string): string | null => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
};

const basicCredentials = (
  authorization: string | undefined,
): readonly [id: string | null, secret: string | null] => {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return [null, null];
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return [null, null];
  return [decodePart(text.slice(0, colon)), decodePart(text.slice(colon + 1))];
};

/** Gives out tokens and remembers until when they live. */
export const createTokens = (options: TokenOptions): Tokens => {
  const alive = new Map<string, number>();
  return {
    answer: (request) => {
      const [id, secret] = basicCredentials(request.authorization);
      if (id !== options.clientId || secret !== options.clientSecret) return INVALID_CLIENT;
      const grant = new URLSearchParams(request.body).get('grant_type');
      if (grant !== 'client_credentials') {
        return json(400, { error: 'unsupported_grant_type', error_description: 'Unsupported grant_type' });
      }
      const token = `demo-token-${alive.size + 1}`;
      alive.set(token, options.clock() + options.expiresIn * 1000);
      return json(200, {
        access_token: token,
        expires_in: options.expiresIn,
        refresh_expires_in: 7200,
        refresh_token: `demo-refresh-${alive.size}`,
        token_type: 'Bearer',
        scope: 'profile email',
      });
    },
    isValid: (authorization) => {
      const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
      const until = token === undefined ? undefined : alive.get(token);
      return until !== undefined && options.clock() < until;
    },
  };
};
