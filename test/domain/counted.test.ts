import { expect, test } from 'vitest';
import { counted } from '../../src/domain/counted.ts';

test.each([
  [0, '0 days'],
  [1, '1 day'],
  [2, '2 days'],
  [1n, '1 day'],
])('%s', (count, expected) => {
  expect(counted(count, 'day')).toBe(expected);
});
