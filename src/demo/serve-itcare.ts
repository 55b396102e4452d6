import { DEMO_NOW } from './estate/calendar.ts';
import type { Estate } from './estate/types.ts';
import { type EstateView, viewEstate } from './estate/view.ts';
import type { PageShape } from './itcare/paging.ts';
import { answerItcare } from './itcare/routes.ts';
import { createTokens, TOKEN_PATH } from './itcare/tokens.ts';
import { type Answer, type LoopbackOptions, type LoopbackServer, startLoopback } from './loopback.ts';

/** What the demo's ITCare lets in. The demo alone knows it, and it opens nothing else. */
export const DEMO_CREDENTIALS = { clientId: 'bilan-demo', clientSecret: 'only-for-the-demo' } as const;

export interface ItcareServerOptions extends LoopbackOptions {
  /** The instant (epoch ms) at which the estate is shown, asked at every request. Default: the demo's end. */
  readonly asOf?: () => number;
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** Seconds that a token lives (default 1200). */
  readonly expiresIn?: number;
  /** Milliseconds of the clock by which tokens expire. Default: the machine's. */
  readonly clock?: () => number;
  /** The most items that a page has, whatever is asked for (default 200). */
  readonly maxPageSize?: number;
  /** Default `flat`. */
  readonly pageShape?: PageShape;
}

export interface ItcareServer extends LoopbackServer {
  readonly tokenUrl: string;
}

const METHOD_NOT_ALLOWED: Answer = { status: 405, body: '', headers: { allow: 'GET' } };

const UNAUTHORIZED: Answer = {
  status: 401,
  body: '',
  headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
};

/**
 * Serves an estate as ITCare's documented read operations on 127.0.0.1, behind a token. Everything but GET and
 * the token request is answered with 405.
 */
export const startItcareServer = async (
  estate: Estate,
  options: ItcareServerOptions = {},
): Promise<ItcareServer> => {
  const tokens = createTokens({
    clientId: options.clientId ?? DEMO_CREDENTIALS.clientId,
    clientSecret: options.clientSecret ?? DEMO_CREDENTIALS.clientSecret,
    expiresIn: options.expiresIn ?? 1200,
    clock: options.clock ?? Date.now,
  });
  const asOf = options.asOf ?? (() => DEMO_NOW);
  let view: EstateView | undefined;
  const viewNow = (): EstateView => {
    const at = asOf();
    if (view === undefined || view.at !== at) view = viewEstate(estate, at);
    return view;
  };
  const rules = { maxPageSize: options.maxPageSize ?? 200, shape: options.pageShape ?? 'flat' };
  const server = await startLoopback((request) => {
    if (request.path === TOKEN_PATH) {
      return request.method === 'POST' ? tokens.answer(request) : METHOD_NOT_ALLOWED;
    }
    if (request.method !== 'GET') return METHOD_NOT_ALLOWED;
    if (!tokens.isValid(request.authorization)) return UNAUTHORIZED;
    return answerItcare(request.path, { view: viewNow(), search: request.search, rules });
  }, options);
  return { ...server, tokenUrl: `${server.url}${TOKEN_PATH}` };
};
