import { expect, test } from 'vitest';
import { instantsOfLocal } from '../../../src/domain/civil-date.ts';
import { isRepeatedSql, localSpans, toUtcSql } from '../../../src/store/samples/local-spans.ts';
import { openStage, rowsOf } from './work-database.ts';

const STEP_MS = 30 * 60_000;

test.each([
  ['Europe/Paris', 2026],
  ['America/New_York', 2026],
  ['Australia/Lord_Howe', 2026],
  ['Africa/Casablanca', 2026],
  ['America/Sao_Paulo', 2018],
  ['Asia/Kolkata', 2026],
  ['UTC', 2026],
] as const)(
  'a year of local half-hours in %s, %i, as the civil calendar has them',
  async (timezone, year) => {
    const [from, to] = [Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)];
    const spans = localSpans(timezone, from * 1_000, to * 1_000);
    const connection = await openStage();
    const found = await rowsOf(
      connection,
      `select (local // 1000)::double, (${toUtcSql(spans, 'local', 'first')})::double / 1000,
       case when ${isRepeatedSql(spans, 'local')} then (${toUtcSql(spans, 'local', 'second')})::double / 1000 end
     from range(${from * 1_000}, ${to * 1_000}, ${STEP_MS * 1_000}) as t(local)`,
    );
    const expected = found.map((row) => {
      const [local] = row as [number];
      const [first, second] = instantsOfLocal(local, timezone);
      return [local, first ?? null, second ?? null];
    });
    expect(found).toHaveLength((to - from) / STEP_MS);
    expect(found).toEqual(expected);
  },
);

test('spans that a range does not touch are left out', () => {
  const noon = Date.UTC(2026, 5, 1, 12) * 1_000;
  expect(localSpans('Europe/Paris', noon, noon)).toEqual([
    { until: Number.POSITIVE_INFINITY, offset: 7_200_000_000 },
  ]);
});
