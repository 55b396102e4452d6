import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  defaultRetryPolicy,
  isRetryableStatus,
  retryAfterMs,
  retryBudget,
  retryDelayMs,
} from '../../../src/collect/http/policy.ts';

test('waits double from half a second to eight seconds, half of each is chance', () => {
  const waits = (random: number) =>
    [1, 2, 3, 4, 5, 6, 7].map((retry) => retryDelayMs(defaultRetryPolicy, retry, random));
  expect(waits(0)).toEqual([250, 500, 1000, 2000, 4000, 4000, 4000]);
  expect(waits(1)).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000]);
});

test('a wait is never shorter than the server asks, nor longer than the cap on our own account', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.option(fc.integer({ min: 0, max: 100_000 }), { nil: undefined }),
      (retry, random, asked) => {
        const wait = retryDelayMs(defaultRetryPolicy, retry, random, asked);
        expect(wait).toBeGreaterThanOrEqual(asked ?? 0);
        expect(wait).toBeLessThanOrEqual(Math.max(asked ?? 0, 8_000));
      },
    ),
  );
});

test.each([
  ['120', 120_000],
  [' 0 ', 0],
  ['Sun, 01 Mar 2026 12:00:20 GMT', 20_000],
  ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
  ['soon', undefined],
  ['-5', undefined],
  ['1.5', undefined],
  ['', undefined],
  [undefined, undefined],
])('Retry-After %j is %j ms', (value, expected) => {
  expect(retryAfterMs(value, Date.UTC(2026, 2, 1, 12))).toBe(expected);
});

test('the budget is fifty retries and half the requests sent so far', () => {
  expect(retryBudget(defaultRetryPolicy, 0)).toBe(50);
  expect(retryBudget(defaultRetryPolicy, 101)).toBe(100);
});

test('only statuses that another try may cure are repeated', () => {
  const all = Array.from({ length: 600 }, (_, status) => status);
  expect(all.filter(isRetryableStatus)).toEqual([429, 500, 502, 503, 504]);
});
