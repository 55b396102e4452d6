import { type BilanError, sourceError } from '../../domain/errors.ts';
import type { HttpEffects } from './effects.ts';
import { defaultRetryPolicy, type RetryPolicy, retryBudget, retryDelayMs } from './policy.ts';

/** Requests of one run; `status` shows them. */
export interface RequestCounts {
  /** Every request that left, repeats and token requests included. */
  readonly sent: number;
  /** Repeats after a fault; the repeat after an expired token is none. */
  readonly retried: number;
  /** Token requests. */
  readonly tokens: number;
}

/** What one try gave: a value, or a fault that another try may cure. Anything else is thrown. */
export type Try<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly error: BilanError;
      readonly retryAfterMs?: number | undefined;
      /** The server is well and only asks for patience. */
      readonly isThrottled?: boolean;
    };

/** Repeats what failed, within one run's policy, budget and patience. */
export interface Retrier {
  /**
   * Runs `attempt` until it gives a value.
   * @param attempt gets the milliseconds it may take at most, undefined while the server is in good health
   * @throws the attempt's error (exit 4) once attempts, budget or patience are used up
   */
  run<T>(attempt: (limitMs: number | undefined) => Promise<Try<T>>, signal?: AbortSignal): Promise<T>;
  /** Counts a request that leaves now. */
  count(kind: 'get' | 'token'): void;
  counts(): RequestCounts;
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;

const gaveUp = (error: BilanError, why: string): BilanError =>
  sourceError(`${error.message}; ${why}`, {
    details: error.details,
    cause: error,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  });

/**
 * A retrier for one run; share it between everything that the run sends.
 * @param policy what differs from `defaultRetryPolicy`
 */
export const createRetrier = (
  effects: Pick<HttpEffects, 'now' | 'random' | 'sleep'>,
  policy: Partial<RetryPolicy> = {},
): Retrier => {
  const rules: RetryPolicy = { ...defaultRetryPolicy, ...policy };
  let sent = 0;
  let retried = 0;
  let tokens = 0;
  /** Start of the oldest request since which nothing usable came back. */
  let failingSince: number | undefined;

  const waitBefore = (attempts: number, startedAt: number, fault: Try<never> & { ok: false }): number => {
    const now = effects.now();
    const refuse = (why: string): never => {
      throw gaveUp(fault.error, why);
    };
    if (attempts >= rules.attempts)
      refuse(`given up after ${attempts} attempts in ${seconds(now - startedAt)}`);
    const asked = fault.retryAfterMs;
    const wait = retryDelayMs(rules, attempts, effects.random(), asked);
    const left =
      fault.isThrottled === true ? rules.maxThrottleMs : (failingSince ?? now) + rules.deadAfterMs - now;
    if (wait > left && asked !== undefined && asked >= wait)
      refuse(`the server asks to wait ${seconds(asked)}, too long for this run`);
    if (wait > left) refuse(`given up, nothing usable came back for ${seconds(now - (failingSince ?? now))}`);
    if (retried >= retryBudget(rules, sent)) {
      refuse(`given up, ${retried} retries for ${sent} requests is more than a run may need`);
    }
    return wait;
  };

  return {
    run: async (attempt, signal) => {
      const startedAt = effects.now();
      for (let attempts = 1; ; attempts += 1) {
        const attemptedAt = effects.now();
        const limit =
          failingSince === undefined
            ? undefined
            : Math.max(1, failingSince + rules.deadAfterMs - attemptedAt);
        const result = await attempt(limit);
        if (result.ok) {
          failingSince = undefined;
          return result.value;
        }
        failingSince = result.isThrottled === true ? undefined : (failingSince ?? attemptedAt);
        const wait = waitBefore(attempts, startedAt, result);
        retried += 1;
        await effects.sleep(wait, signal);
      }
    },
    count: (kind) => {
      sent += 1;
      if (kind === 'token') tokens += 1;
    },
    counts: () => ({ sent, retried, tokens }),
  };
};
