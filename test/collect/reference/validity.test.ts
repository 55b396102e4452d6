import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stretches } from '../../../src/collect/reference/validity.ts';
import { addDays } from '../../../src/domain/civil-date.ts';

const day = fc.integer({ min: 0, max: 40 }).map((days) => addDays('2024-02-10', days));
const item = fc.record({
  from: fc.option(day),
  to: fc.option(day),
  share: fc.constantFrom(0.25, 0.5, 1),
});

test('every day has the same items in its stretch as when it is asked alone', () => {
  fc.assert(
    fc.property(fc.array(item, { maxLength: 8 }), (items) => {
      const found = stretches(items);
      for (let offset = -2; offset < 45; offset += 1) {
        const today = addDays('2024-02-10', offset);
        const valid = items.filter(
          ({ from, to }) => (from === null || from <= today) && (to === null || today <= to),
        );
        const last = found.filter(({ from }) => from === null || from <= today).at(-1);
        const stillValid = last?.items.filter(({ to }) => to === null || today <= to) ?? [];
        expect(new Set(stillValid)).toEqual(new Set(valid));
        // Within a stretch nothing ends: either all of it is still valid, or the day lies after it.
        if (stillValid.length > 0) expect(stillValid).toHaveLength(last?.items.length ?? 0);
      }
    }),
  );
});

test('an end in the year 9999 is no end', () => {
  expect(stretches([{ from: '2024-01-01', to: '9999-12-31' }])).toHaveLength(1);
});
