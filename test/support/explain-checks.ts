import { expect } from 'vitest';
import type {
  Amounts,
  DayFactors,
  EquipmentNode,
  Explanation,
  Factor,
  FeedSamples,
  PoolDay,
  PoolNode,
} from '../../src/domain/explanation.ts';

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

/** What of the declared amounts an energy carries; equipmentCount is how many pieces drew it. */
const annualOf = (
  explanation: Explanation,
  { day, datacenter_id: site }: DayFactors,
  scope: number,
  facility: number,
  equipmentCount: number,
): number =>
  sum(
    explanation.annual
      .filter((row) => row.day === day && row.scope === scope && (row.datacenter_id ?? site) === site)
      .map((row) => {
        const perimeter = Number(row.perimeter_facility_kwh);
        const part = perimeter === 0 ? equipmentCount / row.perimeter_equipment_count : facility / perimeter;
        near(row.kgco2e, Number(row.annual_kgco2e) / row.year_days, `annual ${row.category}`);
        return Number(row.kgco2e) * part;
      }),
  );

const DERIVED = [
  'facility_kwh',
  'scope1_kgco2e',
  'scope2_market_kgco2e',
  'scope2_location_kgco2e',
  'scope3_market_kgco2e',
  'scope3_location_kgco2e',
] as const;

/** What follows from an energy of a day: PUE, mix, grid factor, annual amounts and embodied make the rest of it. */
const productsOf = (
  explanation: Explanation,
  factors: DayFactors,
  it: number,
  embodied: number,
  equipmentCount: number,
): Record<(typeof DERIVED)[number], number> => {
  const { pue, market, location } = factors;
  const facility = it * Number(pue.value);
  const annual = (scope: number) => annualOf(explanation, factors, scope, facility, equipmentCount);
  near(sum(market.map(({ share }) => share)), 1, 'mix');
  const beside = annual(3) + embodied;
  return {
    facility_kwh: facility,
    scope1_kgco2e: annual(1),
    scope2_market_kgco2e: facility * sum(market.map((s) => s.share * Number(s.scope2_kgco2e_per_kwh))),
    scope2_location_kgco2e: facility * Number(location.scope2_kgco2e_per_kwh),
    scope3_market_kgco2e: facility * sum(market.map((s) => s.share * scope3(s))) + beside,
    scope3_location_kgco2e: facility * scope3(location) + beside,
  };
};

const factorsOf = (explanation: Explanation, datacenter: string, day: string): DayFactors => {
  const found = explanation.factors.find((row) => row.day === day && row.datacenter_id === datacenter);
  if (found === undefined) throw new Error(`no factors of ${datacenter} on ${day}`);
  return found;
};

const checkDerived = (
  amounts: Amounts,
  expected: readonly Record<(typeof DERIVED)[number], number>[],
  what: string,
): void => {
  for (const name of DERIVED) near(amounts[name], sum(expected.map((part) => part[name])), `${what} ${name}`);
};

/** The equipment of a pool: what it brought is the pool's amount of every day, and follows from what each drew. */
const checkMakers = (explanation: Explanation, pool: PoolNode, what: string): void => {
  const made = explanation.pools.filter(
    (one) =>
      one.pool_id === pool.pool_id &&
      one.datacenter_id === pool.datacenter_id &&
      one.equipment_category === pool.equipment_category,
  );
  if (made.length !== 1) throw new Error(`${what}: the equipment of the pool is expected once`);
  const makers = made.flatMap(({ equipment }) => equipment);
  near(pool.pool_it_kwh, sum(makers.map(({ amounts }) => amounts.it_kwh)), `${what} pool`);
  for (const { day, pool: whole } of pool.days) {
    const days = makers.flatMap((maker) => maker.days.filter((made_on) => made_on.day === day));
    for (const name of ['it_kwh', 'estimated_kwh', 'embodied_kgco2e'] as const)
      near(whole[name], sum(days.map((one) => one[name])), `${what} ${day} ${name}`);
  }
  for (const { amounts, days, equipment_id: id } of makers) {
    near(amounts.it_kwh, sum(days.map((day) => day.it_kwh)), `${what} ${id}`);
    near(amounts.estimated_kwh, sum(days.map((day) => day.estimated_kwh)), `${what} ${id}`);
    checkTotals(amounts, `${what} ${id}`);
    const products = days.map((day) =>
      productsOf(
        explanation,
        factorsOf(explanation, pool.datacenter_id, day.day),
        Number(day.it_kwh),
        Number(day.embodied_kgco2e),
        1,
      ),
    );
    checkDerived(amounts, products, `${what} ${id}`);
  }
};

const checkPoolDay = (explanation: Explanation, pool: PoolNode, day: PoolDay, what: string): void => {
  const factors = factorsOf(explanation, pool.datacenter_id, day.day);
  const makers = explanation.pools.flatMap((made) =>
    made.pool_id === pool.pool_id &&
    made.datacenter_id === pool.datacenter_id &&
    made.equipment_category === pool.equipment_category
      ? made.equipment.filter(({ days }) => days.some((one) => one.day === day.day))
      : [],
  );
  checkTotals(day.pool, what);
  checkTotals(day.amounts, what);
  const { it_kwh: it, embodied_kgco2e: embodied } = day.pool;
  checkDerived(
    day.pool,
    [productsOf(explanation, factors, Number(it), Number(embodied), makers.length)],
    what,
  );
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
      if (Number(pool.pool_it_kwh) === 0) near(pool.share, pool.days[0]?.share, `${place} share`);
      else {
        near(pool.share, Number(pool.amounts.it_kwh) / Number(pool.pool_it_kwh), `${place} share`);
        near(pool.means.pue, Number(pool.amounts.facility_kwh) / Number(pool.amounts.it_kwh), `${place} PUE`);
      }
      checkMakers(explanation, pool, place);
      for (const day of pool.days) checkPoolDay(explanation, pool, day, `${place} ${day.day}`);
    }
  }
};

/** The intervals between accepted samples that are near enough, cut where the day begins and ends. */
const checkSegments = (
  feed: FeedSamples,
  { from_ts, to_ts, max_gap_minutes }: EquipmentNode['samples'],
): void => {
  const [dayFrom, dayTo] = [Date.parse(from_ts), Date.parse(to_ts)];
  for (const { ts, is_day } of feed.samples)
    expect(is_day, ts).toBe(Date.parse(ts) >= dayFrom && Date.parse(ts) < dayTo);
  const accepted = feed.samples.filter(({ reason }) => reason === null);
  const expected = accepted.flatMap((left, i) => {
    const right = accepted[i + 1];
    const [at, next] = [Date.parse(left.ts), Date.parse(right?.ts ?? '')];
    const [from, to] = [Math.max(at, dayFrom), Math.min(next, dayTo)];
    if (right === undefined || next - at > max_gap_minutes * 60_000 || from >= to) return [];
    const slope = (Number(right.power_w) - Number(left.power_w)) / (next - at);
    const power = (instant: number): number => Number(left.power_w) + slope * (instant - at);
    return [{ from, to, from_w: power(from), to_w: power(to) }];
  });
  expect(feed.segments).toHaveLength(expected.length);
  for (const [i, one] of expected.entries()) {
    const segment = feed.segments[i];
    expect([segment?.from_ts, segment?.to_ts].map((ts) => Date.parse(ts ?? ''))).toEqual([one.from, one.to]);
    near(segment?.from_w, one.from_w, 'power at the beginning');
    near(segment?.to_w, one.to_w, 'power at the end');
  }
};

/** A day's part of what it took to make an equipment. */
const embodiedOn = ({ embodied }: EquipmentNode, day: string): number => {
  if (embodied?.kgco2e_per_day == null || embodied.in_service_on === null) return 0;
  const days = Number(embodied.lifetime_years) * 365;
  near(embodied.kgco2e_per_day, Number(embodied.embodied_kgco2e) / days, 'embodied a day');
  const since = (Date.parse(day) - Date.parse(embodied.in_service_on)) / 86_400_000;
  return embodied.kgco2e_per_day * Math.max(0, Math.min(days - since, 1));
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
    const factors = factorsOf(explanation, equipment.datacenter_id, day.day);
    near(day.amounts.it_kwh, Number(day.measured_kwh) + Number(day.amounts.estimated_kwh), `${day.day} IT`);
    const products = productsOf(
      explanation,
      factors,
      Number(day.amounts.it_kwh),
      Number(day.embodied_kgco2e),
      1,
    );
    checkDerived(day.amounts, [products], day.day);
    near(day.embodied_kgco2e, embodiedOn(equipment, day.day), `${day.day} embodied`);
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
    expect(feed.samples.filter((one) => one.is_day && one.reason === null)).toHaveLength(feed.sample_count);
    expect(feed.samples.filter((one) => one.is_day && one.reason !== null)).toHaveLength(feed.rejected_count);
    checkSegments(feed, samples);
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
