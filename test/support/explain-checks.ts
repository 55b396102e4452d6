import { expect } from 'vitest';
import type { Amounts, DayFactors, Explanation, Factor, PoolDay } from '../../src/domain/explanation.ts';

/** Equal to 1e-9, relative above 1. */
export const near = (actual: unknown, expected: unknown, what: string): void => {
  const [a, e] = [Number(actual), Number(expected)];
  expect(Math.abs(a - e), `${what}: ${a} for ${e}`).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(e)));
};

const sum = (values: readonly unknown[]): number =>
  values.reduce<number>((total, value) => total + Number(value), 0);

/** Each amount of a node is the sum of its parts' and each total the sum of its scopes; how many numbers were compared. */
const checkSums = (amounts: Amounts, parts: readonly Amounts[], what: string): number => {
  for (const name of Object.keys(amounts) as (keyof Amounts)[])
    near(amounts[name], sum(parts.map((part) => part[name])), `${what}.${name}`);
  return Object.keys(amounts).length + checkTotals(amounts, what);
};

const checkTotals = (a: Amounts, what: string): number => {
  near(
    a.total_market_kgco2e,
    sum([a.scope1_kgco2e, a.scope2_market_kgco2e, a.scope3_market_kgco2e]),
    `${what} market`,
  );
  near(
    a.total_location_kgco2e,
    sum([a.scope1_kgco2e, a.scope2_location_kgco2e, a.scope3_location_kgco2e]),
    `${what} location`,
  );
  return 2;
};

const scope3 = (factor: Factor): number =>
  (factor.scope3_kgco2e_per_kwh ?? 0) + (factor.td_loss_rate ?? 0) * Number(factor.scope2_kgco2e_per_kwh);

const annualOf = (explanation: Explanation, factors: DayFactors, scope: number, facility: unknown): number =>
  sum(
    explanation.annual
      .filter(
        (row) =>
          row.day === factors.day &&
          row.scope === scope &&
          (row.datacenter_id ?? factors.datacenter_id) === factors.datacenter_id,
      )
      .map((row) => (Number(row.kgco2e) * Number(facility)) / Number(row.perimeter_facility_kwh)),
  );

/** What stands under an amount of energy: PUE, mix, grid factor, annual amounts and embodied make the rest of it. */
const checkProducts = (
  explanation: Explanation,
  factors: DayFactors,
  amounts: Amounts,
  embodied: unknown,
  what: string,
): void => {
  const facility = Number(amounts.facility_kwh);
  near(facility, Number(amounts.it_kwh) * Number(factors.pue.value), `${what} facility`);
  near(sum(factors.market.map(({ share }) => share)), 1, `${what} mix`);
  near(
    amounts.scope2_market_kgco2e,
    facility * sum(factors.market.map((s) => s.share * Number(s.scope2_kgco2e_per_kwh))),
    `${what} scope 2 market`,
  );
  near(
    amounts.scope2_location_kgco2e,
    facility * Number(factors.location.scope2_kgco2e_per_kwh),
    `${what} scope 2 location`,
  );
  near(amounts.scope1_kgco2e, annualOf(explanation, factors, 1, facility), `${what} scope 1`);
  const beside = annualOf(explanation, factors, 3, facility) + Number(embodied ?? 0);
  near(
    amounts.scope3_market_kgco2e,
    facility * sum(factors.market.map((s) => s.share * scope3(s))) + beside,
    `${what} scope 3 market`,
  );
  near(
    amounts.scope3_location_kgco2e,
    facility * scope3(factors.location) + beside,
    `${what} scope 3 location`,
  );
};

const checkPoolDay = (explanation: Explanation, datacenter: string, day: PoolDay, what: string): void => {
  const factors = explanation.factors.find((row) => row.day === day.day && row.datacenter_id === datacenter);
  if (factors === undefined) throw new Error(`${what}: no factors of ${datacenter} on ${day.day}`);
  checkTotals(day.pool, what);
  checkTotals(day.amounts, what);
  checkProducts(explanation, factors, day.pool, day.pool.embodied_kgco2e, what);
  if (day.key_total !== null) near(day.share, Number(day.key_value) / Number(day.key_total), `${what} share`);
  else expect(day.share).toBe(1);
  for (const name of Object.keys(day.amounts) as (keyof Amounts)[])
    near(day.amounts[name], Number(day.pool[name]) * day.share, `${what}.${name}`);
};

/** Walks a footprint from its days up to its total. */
export const checkFootprint = (explanation: Explanation): void => {
  const { footprint } = explanation;
  if (footprint === null) throw new Error('a footprint is expected');
  checkSums(
    footprint.amounts,
    [...footprint.contributors, footprint.others].map((part) => part.amounts),
    'total',
  );
  if (footprint.others.count > 0)
    checkSums(
      footprint.others.amounts,
      footprint.others.members.map((member) => member.amounts),
      'others',
    );
  for (const contributor of footprint.contributors) {
    const what = `${contributor.kind} ${contributor.id}`;
    near(
      contributor.part,
      Number(contributor.amounts.total_market_kgco2e) / Number(footprint.amounts.total_market_kgco2e),
      `${what} part`,
    );
    checkSums(
      contributor.amounts,
      contributor.pools.map((pool) => pool.amounts),
      what,
    );
    for (const pool of contributor.pools) {
      const place = `${what} ${pool.pool_id} ${pool.datacenter_id}`;
      checkSums(
        pool.amounts,
        pool.days.map((day) => day.amounts),
        place,
      );
      near(pool.pool_it_kwh, sum(pool.days.map((day) => day.pool.it_kwh)), `${place} pool`);
      near(pool.share, Number(pool.amounts.it_kwh) / Number(pool.pool_it_kwh), `${place} share`);
      near(pool.means.pue, Number(pool.amounts.facility_kwh) / Number(pool.amounts.it_kwh), `${place} PUE`);
      for (const day of pool.days) checkPoolDay(explanation, pool.datacenter_id, day, `${place} ${day.day}`);
    }
  }
};

/** Walks an equipment from its trapezoids up to its total. */
export const checkEquipment = (explanation: Explanation): void => {
  const { equipment } = explanation;
  if (equipment === null) throw new Error('an equipment is expected');
  checkSums(
    equipment.amounts,
    equipment.days.map((day) => day.amounts),
    'equipment',
  );
  for (const day of equipment.days) {
    const factors = explanation.factors.find(
      (row) => row.day === day.day && row.datacenter_id === equipment.datacenter_id,
    );
    if (factors === undefined) throw new Error(`no factors on ${day.day}`);
    near(day.amounts.it_kwh, Number(day.measured_kwh) + Number(day.amounts.estimated_kwh), `${day.day} IT`);
    checkProducts(explanation, factors, day.amounts, day.embodied_kgco2e, day.day);
  }
  const { samples } = equipment;
  const shown = equipment.days.find((day) => day.day === samples.day);
  near(sum(samples.feeds.map((feed) => feed.measured_kwh)), shown?.measured_kwh, 'measured');
  near(
    sum(samples.feeds.map((feed) => feed.estimate.estimated_kwh)),
    shown?.amounts.estimated_kwh,
    'estimated',
  );
  near(sum(samples.feeds.map((feed) => feed.coverage)) / samples.feeds.length, shown?.coverage, 'coverage');
  for (const feed of samples.feeds) {
    near(sum(feed.segments.map((segment) => segment.kwh)), feed.measured_kwh, 'segments');
    near(sum(feed.segments.map((segment) => segment.seconds)) / 3600, feed.measured_hours, 'hours');
    for (const segment of feed.segments) {
      near(segment.seconds, (Date.parse(segment.to_ts) - Date.parse(segment.from_ts)) / 1000, 'seconds');
      near(segment.kwh, ((segment.from_w + segment.to_w) / 2 / 1000) * (segment.seconds / 3600), 'trapezoid');
    }
    const { estimate } = feed;
    if (estimate.mean_kw === null) continue;
    near(
      estimate.mean_kw,
      sum(estimate.days.map((day) => day.measured_kwh)) / sum(estimate.days.map((day) => day.measured_hours)),
      'mean',
    );
    near(estimate.estimated_kwh, estimate.hours * estimate.mean_kw, 'estimate');
  }
};
