import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays, startOfCivilDay } from '../../src/domain/civil-date.ts';
import { type Cell, openQueryBench, parseQueryCase, type QueryBench } from '../support/query-case.ts';
import { type RawSample, type SlowOptions, slowEnergy, slowStart } from './slow-energy.ts';

let bench: QueryBench;
beforeAll(async () => {
  bench = await openQueryBench();
});
afterAll(() => bench.close());

/** Zones and a day on which their clocks change, or none of note. */
const DAYS: readonly (readonly [string, string])[] = [
  ['Europe/London', '2026-03-29'],
  ['Europe/Paris', '2026-10-25'],
  // Clocks jump over midnight, and back to it.
  ['America/Havana', '2026-03-08'],
  ['America/Havana', '2026-11-01'],
  ['Asia/Beirut', '2026-03-29'],
  ['Asia/Beirut', '2026-10-25'],
  ['Asia/Kathmandu', '2026-01-15'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['America/St_Johns', '2026-11-01'],
  ['Pacific/Kiritimati', '2025-12-31'],
  ['UTC', '2024-02-29'],
];

test.each(DAYS)('%s: civil days begin where the calendar of Intl says, around %s', (zone, day) => {
  for (let i = -9; i <= 3; i += 1) {
    const date = addDays(day, i);
    expect(startOfCivilDay(date, zone), date).toBe(slowStart(zone, date));
  }
});

const MINUTE = 60_000;
const GAP = 5 * MINUTE;
const BOUND = 5000;

/** A stretch of samples that begins somewhere around the days, with steps that may or may not be bridged. */
const stretch = fc.record({
  feed: fc.constantFrom('', 'A', 'B'),
  startMinute: fc.integer({ min: -9 * 1440, max: 2 * 1440 }),
  steps: fc.array(fc.constantFrom(20_000, MINUTE, MINUTE, 290_123, GAP, GAP + 1, 4 * GAP), {
    minLength: 1,
    maxLength: 40,
  }),
  watts: fc.array(fc.integer({ min: 0, max: BOUND }), { minLength: 1, maxLength: 5 }),
  bad: fc.option(fc.constantFrom(-1, BOUND + 1, undefined), { nil: 0 }),
});

/** Nearly whole days at a long step, for the estimate's half coverage. */
const longStretch = fc.record({
  feed: fc.constantFrom('', 'A'),
  startMinute: fc.integer({ min: -9 * 1440, max: 1440 }),
  count: fc.integer({ min: 100, max: 320 }),
  watts: fc.integer({ min: 0, max: BOUND }),
});

const samplesOf = (
  midnight: number,
  stretches: readonly (typeof stretch extends fc.Arbitrary<infer T> ? T : never)[],
  longs: readonly (typeof longStretch extends fc.Arbitrary<infer T> ? T : never)[],
): RawSample[] => {
  const samples = new Map<string, RawSample>();
  const put = (feed: string, at: number, deciwatts: number | undefined): void => {
    samples.set(`${feed} ${at}`, { feed, at, deciwatts });
  };
  for (const { feed, startMinute, count, watts } of longs)
    for (let i = 0; i < count; i += 1) put(feed, midnight + startMinute * MINUTE + i * GAP, watts);
  for (const { feed, startMinute, steps, watts, bad } of stretches) {
    let at = midnight + startMinute * MINUTE;
    for (const [i, step] of steps.entries()) {
      put(feed, at, bad !== 0 && i % 3 === 1 ? bad : watts[i % watts.length]);
      at += step;
    }
  }
  return [...samples.values()];
};

const asCells = (samples: readonly RawSample[]): (readonly Cell[])[] =>
  samples.map(({ feed, at, deciwatts }) => [
    'E1',
    feed,
    new Date(at).toISOString(),
    deciwatts === undefined ? undefined : String(deciwatts / 10),
  ]);

const fromQueries = async (samples: readonly RawSample[], options: SlowOptions) => {
  const clean = samples.filter(({ deciwatts }) => deciwatts !== undefined && deciwatts >= 0);
  const base = parseQueryCase('why: x\nexpect: a');
  const columns = ['equipment_id', 'feed', 'ts', 'power_w'];
  return bench.run('equipment_energy', {
    ...base,
    zones: [options.zone],
    parameters: { ...base.parameters, from_day: options.from, to_day: options.to, timezone: options.zone },
    given: {
      'stage.datacenter': { columns: ['datacenter_id'], rows: [['EB4']] },
      'stage.equipment': {
        columns: ['equipment_id', 'category', 'datacenter_id', 'rated_w'],
        rows: [['E1', 'compute', 'EB4', String(BOUND / 10)]],
      },
      'stage.sample': { columns, rows: asCells(clean) },
      'stage.rejected_sample': { columns, rows: asCells(samples.filter((s) => !clean.includes(s))) },
    },
  });
};

const near = (actual: Cell, expected: number | undefined, what: string): void => {
  if (expected === undefined) expect(actual, what).toBeUndefined();
  else
    expect(
      Math.abs(Number(actual) - expected),
      `${what}: ${actual} instead of ${expected}`,
    ).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(expected), 1e-3));
};

test('random samples over days on which clocks change: the queries agree with exact arithmetic', async () => {
  const scenario = fc.tuple(
    fc.constantFrom(...DAYS),
    fc.array(stretch, { minLength: 1, maxLength: 8 }),
    fc.array(longStretch, { maxLength: 4 }),
  );
  await fc.assert(
    fc.asyncProperty(scenario, async ([[zone, day], stretches, longs]) => {
      const samples = samplesOf(startOfCivilDay(day, zone), stretches, longs);
      const options: SlowOptions = {
        zone,
        from: addDays(day, -1),
        to: addDays(day, 1),
        gapMs: GAP,
        boundDeciwatts: BOUND,
      };
      const expected = slowEnergy(samples, options);
      const actual = await fromQueries(samples, options);
      expect(actual).toHaveLength(expected.length);
      for (const slow of expected) {
        const row = actual.find((candidate) => candidate.day === slow.day);
        const place = `${zone} ${slow.day}`;
        expect([row?.sample_count, row?.rejected_count], place).toEqual([
          String(slow.sampleCount),
          String(slow.rejectedCount),
        ]);
        near(row?.coverage, slow.coverage, `${place} coverage`);
        near(row?.measured_kwh, slow.measured, `${place} measured_kwh`);
        near(row?.estimated_kwh, slow.estimated, `${place} estimated_kwh`);
        near(
          row?.it_kwh,
          slow.estimated === undefined ? undefined : slow.measured + slow.estimated,
          `${place} it_kwh`,
        );
      }
    }),
    { seed: 20260115, numRuns: 40 },
  );
});
