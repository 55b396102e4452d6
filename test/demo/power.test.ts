import { expect, test } from 'vitest';
import { createEstate } from '../../src/demo/estate/create.ts';
import { NEWCOMER, RETIRED, STRAY } from '../../src/demo/estate/equipment.ts';
import {
  deciwattsAt,
  instantOf,
  NO_SAMPLE,
  type PowerSeries,
  powerSeries,
} from '../../src/demo/estate/power.ts';

const estate = createEstate();
const series = powerSeries(estate.seed, estate.equipment);

const named = (name: string, feed = ''): PowerSeries => {
  const found = series.find((one) => one.equipment.name === name && one.feed === feed);
  if (found === undefined) throw new Error(`no series ${name} ${feed}`);
  return found;
};

const minute = (instant: string): number => Date.parse(instant) / 60_000;

const day = (one: PowerSeries, date: string): number[] =>
  Array.from({ length: 1440 }, (_, index) => deciwattsAt(one, minute(`${date}T00:00:00+01:00`) + index));

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

test('one series for each feed: sixty-one pieces of equipment, nine of them with two', () => {
  expect(series).toHaveLength(70);
  expect(series.filter((one) => one.feed === 'B').every((one) => named(one.equipment.name, 'A'))).toBe(true);
});

test('good readings stay between idle and the power supply, in tenths of a watt', () => {
  for (const one of series) {
    const good = day(one, '2026-02-10').filter((value) => value !== NO_SAMPLE);
    expect(good.length, one.equipment.name).toBeGreaterThan(1420);
    const isFair = (value: number): boolean =>
      Number.isInteger(value) && value > 0 && value <= one.equipment.ratedW * 10;
    expect(
      good.filter((value) => !isFair(value)),
      one.equipment.name,
    ).toEqual([]);
  }
});

test('servers work by day and during the week, backups by night', () => {
  const server = day(named('esx-eb4-01'), '2026-02-10');
  expect(mean(server.slice(600, 660))).toBeGreaterThan(1.3 * mean(server.slice(120, 180)));
  const saturday = day(named('esx-eb4-01'), '2026-02-14');
  expect(mean(saturday.slice(600, 660))).toBeLessThan(0.85 * mean(server.slice(600, 660)));
  const backup = day(named('bck-eb4-01'), '2026-02-10');
  expect(mean(backup.slice(0, 60))).toBeGreaterThan(1.4 * mean(backup.slice(720, 780)));
});

test('a reading has an instant: the full minute, or a few seconds later', () => {
  for (const one of series) {
    const shift = instantOf(one, 100) - 6_000_000;
    expect(shift).toBeGreaterThanOrEqual(0);
    expect(shift).toBeLessThanOrEqual(20_000);
  }
  expect(series.some((one) => one.equipment.offsetS === 0)).toBe(true);
  expect(series.some((one) => one.equipment.offsetS > 0)).toBe(true);
});

test('meters fall silent for minutes, for hours, and once for most of a day', () => {
  const silent = (name: string, date: string, feed = ''): number =>
    day(named(name, feed), date).filter((value) => value === NO_SAMPLE).length;
  expect(silent('esx-eb4-05', '2026-01-08')).toBeGreaterThanOrEqual(12);
  expect(silent('esx-eb5-02', '2026-02-18')).toBeGreaterThanOrEqual(195);
  expect(silent('esx-eb4-11', '2026-01-21')).toBeGreaterThan(720);
  expect(silent('san-eb4-02', '2026-02-11', 'B')).toBeGreaterThanOrEqual(200);
  expect(silent('san-eb4-02', '2026-02-11', 'A')).toBeLessThan(10);
});

test('some readings cannot be', () => {
  expect(deciwattsAt(named('esx-eb4-02'), minute('2026-01-09T08:31:00Z'))).toBeNaN();
  expect(deciwattsAt(named('fw-eb5-01'), minute('2026-01-17T22:05:00Z'))).toBe(-10);
  expect(deciwattsAt(named('esx-eb5-04'), minute('2026-01-28T11:20:00Z'))).toBe(655_350);
});

test('one machine comes, one goes, and both are measured a little beyond', () => {
  const newcomer = named(NEWCOMER.name);
  expect(deciwattsAt(newcomer, minute('2026-01-17T12:00:00Z'))).toBe(NO_SAMPLE);
  expect(deciwattsAt(newcomer, minute('2026-01-18T12:00:00Z'))).toBeGreaterThan(0);
  const retired = named(RETIRED.name);
  expect(deciwattsAt(retired, minute('2026-02-14T05:00:00Z'))).toBeGreaterThan(0);
  expect(deciwattsAt(retired, minute('2026-02-14T12:00:00Z'))).toBe(NO_SAMPLE);
  expect(named(STRAY).equipment.isInventoried).toBe(false);
});
