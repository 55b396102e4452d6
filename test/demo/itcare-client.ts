import { DEMO_CREDENTIALS, type ItcareServer } from '../../src/demo/serve-itcare.ts';

/** Asks for a token with these credentials; the answer as it comes. */
export const askToken = (
  server: ItcareServer,
  id: string = DEMO_CREDENTIALS.clientId,
  secret: string = DEMO_CREDENTIALS.clientSecret,
  grant = 'client_credentials',
): Promise<Response> =>
  fetch(server.tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: grant }),
  });

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A JSON object. Throws when the value is something else. */
export const recordOf = (value: unknown): Record<string, unknown> => {
  if (!isRecord(value)) throw new TypeError('expected a JSON object');
  return value;
};

/** A JSON array. Throws when the value is something else. */
export const arrayOf = (value: unknown): readonly unknown[] => {
  if (!Array.isArray(value)) throw new TypeError('expected a JSON array');
  return value;
};

/** The items of a page or of a plain list. */
export const itemsOf = (body: unknown): Record<string, unknown>[] =>
  arrayOf(isRecord(body) ? body.content : body).map(recordOf);

export type Get = (path: string) => Promise<{ readonly status: number; readonly body: unknown }>;

/** Gets paths below `/itcare` with a token of this server. */
export const authorised = async (server: ItcareServer): Promise<Get> => {
  const token = recordOf(await (await askToken(server)).json()).access_token;
  return async (path) => {
    const response = await fetch(`${server.url}/itcare${path}`, {
      headers: { authorization: `Bearer ${String(token)}` },
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  };
};
