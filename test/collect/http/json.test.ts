import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from '../../../src/collect/http/json.ts';

test.each([
  ['{"id":9007199254740993}', { id: 9007199254740993n }],
  ['{"id":-9007199254740993}', { id: -9007199254740993n }],
  ['{"id":9007199254740991}', { id: 9007199254740991 }],
  ['[12345678901234567890 , 12345678901234567891]', [12345678901234567890n, 12345678901234567891n]],
  ['{"id": 12345678901234567890}', { id: 12345678901234567890n }],
  ['12345678901234567890', 12345678901234567890n],
  [
    '{"id":12345678901234567890,"n":"a\\"12345678901234567890"}',
    { id: 12345678901234567890n, n: 'a"12345678901234567890' },
  ],
  ['{"id":12345678901234567890,"n":"\\\\"}', { id: 12345678901234567890n, n: '\\' }],
  [
    '{"id":12345678901234567890,"12345678901234567890":[1]}',
    { id: 12345678901234567890n, '12345678901234567890': [1] },
  ],
  [
    '[12345678901234567890,0.12345678901234567,1234567890123456789.5,1234567890123456e5]',
    [
      12345678901234567890n,
      Number('0.12345678901234567'),
      Number('1234567890123456789.5'),
      Number('1234567890123456e5'),
    ],
  ],
  ['[12345678901234567890,"integer:7","\\u0069nteger:8"]', [12345678901234567890n, 'integer:7', 'integer:8']],
  [
    '{"v":"0.30000000000000004","w":0.30000000000000004}',
    { v: '0.30000000000000004', w: 0.30000000000000004 },
  ],
])('%s', (text, expected) => {
  expect(parseJson(text)).toEqual(expected);
});

test.each([
  '{"id":12345678901234567890',
  '[012345678901234567890]',
  '{"id":12345678901234567890,}',
  '<html>',
  '',
])('not JSON: %j', (text) => {
  expect(() => parseJson(text)).toThrow(SyntaxError);
});

const write = (value: unknown): string => {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map(write).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}: ${write(item)}`)
      .join(',')}}`;
  }
  return JSON.stringify(value);
};

test('everything written comes back, digit by digit', () => {
  const leaf = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('integer:1', '_integer:2', '\\', '"', '12345678901234567890'),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }),
    fc.bigInt({ min: -(2n ** 80n), max: -(2n ** 53n) }),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      leaf,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie('tree'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      expect(parseJson(write(value))).toEqual(value);
    }),
  );
});
