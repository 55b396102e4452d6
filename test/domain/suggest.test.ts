import { expect, test } from 'vitest';
import { didYouMean, likelyName } from '../../src/domain/suggest.ts';

test.each([
  ['datacentre_id', ['region', 'datacenter_id'], 'datacenter_id'],
  ['Page-Size', ['page_size', 'concurrency'], 'page_size'],
  ['tiemzone', ['timezone', 'type'], 'timezone'],
  ['own', ['owned', 'colocation'], 'owned'],
  ['blue', ['source', 'status'], undefined],
  ['2', ['1', '3'], undefined],
  ['', ['a'], undefined],
])('%s', (name, candidates, likely) => {
  expect(likelyName(name, candidates)).toBe(likely);
});

test('the end of a message', () => {
  expect(didYouMean('quey', ['query'])).toBe("; did you mean 'query'?");
  expect(didYouMean('xyz', ['query'])).toBe('');
});
