import { expect, test } from 'vitest';
import { parseAllocationKey } from '../../src/domain/allocation-key.ts';

const none = { vcpu: 0, ram_gb: 0, storage_gb: 0, backup_gb: 0, equal: 0 };

test.each([
  ['vcpu', { ...none, vcpu: 1 }],
  ['equal', { ...none, equal: 1 }],
  [' backup_gb ', { ...none, backup_gb: 1 }],
  ['vcpu*0.7+ram_gb*0.3', { ...none, vcpu: 0.7, ram_gb: 0.3 }],
  ['2 * storage_gb + backup_gb', { ...none, storage_gb: 2, backup_gb: 1 }],
])('%s', (text, weights) => {
  expect(parseAllocationKey(text)).toEqual({ kind: 'weighted', weights });
});

test('energy is a key of its own', () => {
  expect(parseAllocationKey('energy')).toEqual({ kind: 'energy' });
});

test.each([
  ['', 'it is blank'],
  ['cpu', "'cpu' is not a measure"],
  ['vcpu*', 'a name or a number is missing'],
  ['vcpu++ram_gb', 'a name or a number is missing'],
  ['vcpu*0', 'the weight of vcpu is not above 0'],
  ['vcpu*-1', "'vcpu*-1' is not a measure times a number"],
  ['vcpu*0,7', "'0,7' is not a number with a decimal point"],
  ['vcpu*ram_gb', "'vcpu*ram_gb' is not a measure times a number"],
  ['vcpu*2*3', "'vcpu*2*3' is not a measure times a number"],
  ['vcpu+vcpu', 'vcpu is named twice'],
  ['vcpu+equal', 'equal stands alone'],
  ['vcpu+energy', "'energy' is not a measure"],
  ['process.exit()', "'process.exit()' is not a measure"],
  ['constructor', "'constructor' is not a measure"],
])('%s is refused', (text, why) => {
  expect(() => parseAllocationKey(text)).toThrow(
    expect.objectContaining({ exitCode: 2, message: expect.stringContaining(why) }),
  );
});
