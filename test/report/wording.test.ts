import { expect, it } from 'vitest';
import { fieldsOf, fill } from '../../src/report/wording.ts';

const template =
  '{services} {services|service is|services are} in {datacenters} {datacenters|datacenter|datacenters}.';

it.each([
  ['1', '1', '1 service is in 1 datacenter.'],
  ['0', '2', '0 services are in 2 datacenters.'],
  ['1,001', 'unknown', '1,001 services are in unknown datacenters.'],
])('words agree with a count: %s and %s', (services, datacenters, expected) => {
  expect(fill(template, { services, datacenters })).toBe(expected);
});

it('a field without value stays as it is written', () => {
  expect(new Set(fieldsOf(template))).toEqual(new Set(['services', 'datacenters']));
  expect(fill('{a} {a|one|many}', {})).toBe('{a} {a|one|many}');
});
