import { expect, test } from 'vitest';
import { civilDateIn, instantIn } from '../../../src/collect/itcare/instants.ts';

const PARIS = 'Europe/Paris';

test.each([
  ['2024-08-14T22:00:00Z', '2024-08-15'],
  ['2024-08-14T21:59:59.999Z', '2024-08-14'],
  ['2024-08-15', '2024-08-15'],
  ['2024-08-15T00:00:00', '2024-08-15'],
  ['2024-08-15T23:59', '2024-08-15'],
  ['2016-06-01T00:27:19.000+0200', '2016-06-01'],
  ['2016-05-31T19:27:19.000-05:00', '2016-06-01'],
  ['2016-06-01T02:00:00+02', '2016-06-01'],
  ['9999-12-31T23:00:00.000Z', '9999-12-31'],
  ['9999-12-31T23:59:59-12:00', '9999-12-31'],
  ['9999-12-30T22:59:59Z', '9999-12-30'],
  ['9999-12-31', '9999-12-31'],
  ['1970-01-01T00:00:00Z', '1970-01-01'],
  [' 2024-02-29 ', '2024-02-29'],
])('%s is the civil date %s in Paris', (text, expected) => {
  expect(civilDateIn(text, PARIS)).toBe(expected);
});

test.each([
  '',
  'soon',
  '2023-02-29',
  '2024-13-01',
  '15/08/2024',
  '2024-08-15T25:00:00Z',
  '2024-08-15T10:60:00Z',
  '1723672800000',
  '2024-08-15T10',
  '2024-8-5',
])('%j is no date', (text) => {
  expect(civilDateIn(text, PARIS)).toBeUndefined();
  expect(instantIn(text, PARIS)).toBeUndefined();
});

test('the configured zone of the day alone decides: another zone gives another civil date of the same instant', () => {
  expect(civilDateIn('2024-08-14T22:00:00Z', 'America/New_York')).toBe('2024-08-14');
});

test.each([
  ['2016-06-01T12:27:19.000+0200', '2016-06-01T10:27:19.000Z'],
  ['2025-07-04T04:15:11.161Z', '2025-07-04T04:15:11.161Z'],
  ['2025-07-04T04:15:11.1619999Z', '2025-07-04T04:15:11.161Z'],
  ['2025-07-04T04:15:11', '2025-07-04T02:15:11.000Z'],
  ['2025-01-04 04:15', '2025-01-04T03:15:00.000Z'],
  ['2025-07-04', '2025-07-03T22:00:00.000Z'],
  // the clocks skip from 02:00 to 03:00 and are set back from 03:00 to 02:00
  ['2024-03-31T02:30:00', '2024-03-31T01:30:00.000Z'],
  ['2024-10-27T02:30:00', '2024-10-27T00:30:00.000Z'],
])('%s is the instant %s', (text, expected) => {
  expect(new Date(instantIn(text, PARIS) ?? Number.NaN).toISOString()).toBe(expected);
});
