import { expect, test } from 'vitest';
import { daysBetween } from '../../src/domain/civil-date.ts';
import { type MissingInput, missingSpans, saidOfMissing } from '../../src/domain/missing-inputs.ts';

const power = (id: string, day: string): MissingInput => ({
  kind: 'power',
  day,
  detail: `equipment ${id} has no power on ${day} nor enough in the 7 days before`,
});
const pue = (day: string): MissingInput => ({
  kind: 'pue',
  day,
  detail: `datacenter EB4 has no PUE for ${day}, its month or its year`,
});

test('consecutive days of the same thing are one sentence, over the end of a month too; a gap begins another', () => {
  const days = [...daysBetween('2026-02-27', '2026-03-02'), '2026-03-04'];
  const factor = {
    kind: 'emission_factor',
    day: null,
    detail: 'supplier A has no emission factor for 2026 or an earlier year',
  };
  const over = days.map((day) => ({
    kind: 'day',
    day,
    detail: `the day ${day} is not over in datacenter EB4`,
  }));
  const inputs = [...days.map((day) => power('E1', day)), factor, ...days.map(pue), ...over];
  const expected = [
    'the days 2026-02-27 to 2026-03-02 are not over in datacenter EB4',
    'the day 2026-03-04 is not over in datacenter EB4',
    'supplier A has no emission factor for 2026 or an earlier year',
    'equipment E1 has no power from 2026-02-27 to 2026-03-02 nor enough in the 7 days before',
    'equipment E1 has no power on 2026-03-04 nor enough in the 7 days before',
    'datacenter EB4 has no PUE for 2026-02-27 to 2026-03-02, its month or its year',
    'datacenter EB4 has no PUE for 2026-03-04, its month or its year',
  ];
  expect(missingSpans(inputs).map(({ text }) => text)).toEqual(expected);
  expect(missingSpans([...inputs].reverse()).map(({ text }) => text)).toEqual(expected);
});

test('every kind is said, twenty sentences of each; what is left out is counted, and where it is', () => {
  const ids = Array.from({ length: 3000 }, (_, i) => `q${String(i).padStart(4, '0')}`);
  const month = daysBetween('2026-05-01', '2026-05-31');
  const spans = missingSpans([...ids.flatMap((id) => month.map((day) => power(id, day))), ...month.map(pue)]);
  expect(spans).toHaveLength(3001);
  const lines = saidOfMissing(spans, 'run-000007');
  expect(lines).toHaveLength(23);
  expect(lines[19]).toContain('equipment q0019 has no power from 2026-05-01 to 2026-05-31');
  expect(lines.slice(20)).toEqual([
    'and 2980 more of kind power',
    'datacenter EB4 has no PUE for 2026-05-01 to 2026-05-31, its month or its year',
    `all of them: bilan sql "from missing_input where run_id = 'run-000007'"`,
  ]);
  expect(saidOfMissing(spans.slice(0, 20), 'run-000007')).toHaveLength(20);
});
