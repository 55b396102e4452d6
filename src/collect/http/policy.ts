/** When a request is repeated and how long to wait before it is. Waits are milliseconds. */
export interface RetryPolicy {
  /** Requests sent for one answer, the first included. @default 8 */
  readonly attempts: number;
  /** The longest first wait; each further one doubles. @default 500 */
  readonly firstWaitMs: number;
  /** The longest wait of our own choosing (a server may ask for more). @default 8000 */
  readonly maxWaitMs: number;
  /** Retries that a run may always make. @default 50 */
  readonly budget: number;
  /** Retries that a run may make besides, per request sent so far. @default 0.5 */
  readonly budgetPerRequest: number;
  /** A server that has given no usable answer for this long is dead and ends the run. @default 45000 */
  readonly deadAfterMs: number;
  /** The longest wait that a server may ask for which answers 429: it is not dead. @default 120000 */
  readonly maxThrottleMs: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  attempts: 8,
  firstWaitMs: 500,
  maxWaitMs: 8_000,
  budget: 50,
  budgetPerRequest: 0.5,
  // A command has a minute, of which starting and ending take their part.
  deadAfterMs: 45_000,
  maxThrottleMs: 120_000,
};

/** Too Many Requests (RFC 6585, 4). */
export const THROTTLED = 429;
const RETRYABLE: ReadonlySet<number> = new Set([THROTTLED, 500, 502, 503, 504]);

/** True for a status that another try may cure: 429, 500, 502, 503, 504. */
export const isRetryableStatus = (status: number): boolean => RETRYABLE.has(status);

/**
 * The wait before retry number `retry`: exponential with "equal jitter" (half fixed, half random), never less than
 * what the server asked for.
 * @param retry 1 for the first retry
 * @param random a number in [0, 1)
 * @param retryAfterMs what the server's Retry-After asks for, if it does
 * @returns milliseconds
 */
export const retryDelayMs = (
  policy: RetryPolicy,
  retry: number,
  random: number,
  retryAfterMs?: number,
): number => {
  const ceiling = Math.min(policy.maxWaitMs, policy.firstWaitMs * 2 ** (retry - 1));
  return Math.max(ceiling / 2 + (ceiling / 2) * random, retryAfterMs ?? 0);
};

/** How many retries a run may have made after `sent` requests, retries included. */
export const retryBudget = (policy: RetryPolicy, sent: number): number =>
  policy.budget + Math.floor(policy.budgetPerRequest * sent);

/**
 * Reads a Retry-After header (RFC 9110, 10.2.3).
 * @param value seconds (`120`) or an HTTP date
 * @param now epoch milliseconds
 * @returns milliseconds from now, 0 for a date that has passed, undefined for none or nonsense
 */
export const retryAfterMs = (value: string | undefined, now: number): number | undefined => {
  const text = value?.trim();
  if (!text) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const date = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
};
