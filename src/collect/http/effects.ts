/** What the HTTP parts need of the world: time, waiting, chance and the environment's proxy variables. */
export interface HttpEffects {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it aborts first. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** Environment variables; only HTTP_PROXY, HTTPS_PROXY and NO_PROXY (either case) are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', abort, { once: true });
  });

/**
 * The real clock, timer and chance.
 * @param env the environment to read the proxy variables from
 */
export const systemHttpEffects = (env: Readonly<Record<string, string | undefined>>): HttpEffects => ({
  now: () => Date.now(),
  sleep,
  random: () => Math.random(),
  env,
});
