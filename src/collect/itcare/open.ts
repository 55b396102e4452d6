import type { ItcareConfig } from '../../domain/config.ts';
import { createHttpClient, type HttpClient } from '../http/client.ts';
import type { HttpEffects } from '../http/effects.ts';
import type { RetryPolicy } from '../http/policy.ts';
import { createRetrier } from '../http/retrier.ts';
import { createTokenSource } from '../http/token.ts';

/** A page of a thousand resources takes three megabytes; what is this large is no page, and would not fit into memory parsed. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/**
 * Opens a client for ITCare: tokens by client credentials, one count and one retry budget for both servers.
 * @param retry what differs from the documented policy
 * @returns a client to close when the collection is over
 * @throws exit 2 when an address, the private authority or a proxy variable is wrong; nothing is sent yet
 */
export const openItcare = async (
  config: ItcareConfig,
  effects: HttpEffects,
  retry: Partial<RetryPolicy> = {},
): Promise<HttpClient> => {
  const retrier = createRetrier(effects, retry);
  const authorize = await createTokenSource({
    tokenUrl: config.token_url,
    clientId: config.client_id,
    clientSecret: config.client_secret,
    caFile: config.ca_file,
    retrier,
    effects,
  });
  return createHttpClient({
    baseUrl: config.url,
    authorize,
    caFile: config.ca_file,
    concurrency: config.concurrency,
    retrier,
    maxBodyBytes: MAX_BODY_BYTES,
    effects,
  });
};
