import { expect, test } from 'vitest';
import { isPlainSelector } from '../../../src/collect/power/selector.ts';

test.each([
  'equipment_power_watts',
  'job:power:sum',
  '{__name__="x"}',
  'x{}',
  'x {a="b", c!="d",e=~".*", f!~\'g\',}',
  'x{a="}[5m]"}',
  String.raw`x{a="quote \" and } inside"}`,
  'x{a=`raw "text"`}',
  '{"power.watts", "some label"="v"}',
])('%s is a plain selector', (query) => {
  expect(isPlainSelector(query)).toBe(true);
});

test.each([
  'sum(x)',
  'x * 2',
  'x[5m]',
  'x offset 5m',
  'x @ 1600000000',
  'x or y',
  '1',
  'NaN',
  'x{a="b"} + y{a="b"}',
  'x{a="b"',
  'x{a=b}',
  '',
])('%s is none', (query) => {
  expect(isPlainSelector(query)).toBe(false);
});
