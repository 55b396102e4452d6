import { expect, test } from 'vitest';
import { isTimeZone, likelyTimeZone } from '../../src/domain/time-zone.ts';

test.each(['Europe/Paris', 'UTC', 'America/Argentina/Buenos_Aires', 'Asia/Calcutta'])(
  '%s is a zone',
  (name) => {
    expect(isTimeZone(name)).toBe(true);
  },
);

test.each(['europe/paris', 'Europe/Pari', '+01:00', 'Paris', ''])('%s is none', (name) => {
  expect(isTimeZone(name)).toBe(false);
});

test('the likely zone', () => {
  expect(likelyTimeZone('paris')).toBe('Europe/Paris');
  expect(likelyTimeZone('Europe/Pari')).toBe('Europe/Paris');
});
