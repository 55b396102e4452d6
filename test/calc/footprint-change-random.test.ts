import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DuckdbDatabase, openWork } from '../../src/store/duckdb.ts';
import { migrate } from '../../src/store/migrate.ts';
import type { SqlRow } from '../../src/store/port.ts';
import { CAUSES, changeOf, DAY, NEXT, type PoolDay } from '../support/two-months.ts';

let db: DuckdbDatabase;
beforeAll(async () => {
  db = await openWork();
  await migrate(db, 'test');
});
afterAll(() => db.close());

const changed = (before: readonly PoolDay[], after: readonly PoolDay[], from?: string) =>
  changeOf(db, before, after, from);

const amount = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 5, arbitrary: fc.double({ min: 1e-6, max: 1e5, noNaN: true }) },
);
const factor = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 5, arbitrary: fc.double({ min: 1e-6, max: 1.5, noNaN: true }) },
);
const shares = fc
  .uniqueArray(fc.constantFrom(10, 20, 30, 40, null), { minLength: 1, maxLength: 5 })
  .chain((services) =>
    fc
      .array(fc.double({ min: 1e-3, max: 1, noNaN: true }), {
        minLength: services.length,
        maxLength: services.length,
      })
      .map((weights) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        return services.map((service, i): [number | null, number] => [service, (weights[i] ?? 0) / total]);
      }),
  );
const side = (day: string) =>
  fc.uniqueArray(
    fc.record({
      day: fc.constant(day),
      pool: fc.constantFrom('a', 'b', 'c', 'd'),
      datacenter: fc.constantFrom('EB4', 'ET1'),
      category: fc.constantFrom('compute', 'storage'),
      it_kwh: amount,
      pue: fc.double({ min: 1, max: 3, noNaN: true }),
      market: factor,
      location: factor,
      scope1: amount,
      annual3: amount,
      embodied: amount,
      shares,
    }),
    { minLength: 1, maxLength: 4, selector: (one) => one.pool },
  );

test('random pairs: the causes sum to the change, the changes to the services, both ways', async () => {
  await fc.assert(
    fc.asyncProperty(side(DAY), side(NEXT), async (before, after) => {
      const { rows, services } = await changed(before, after);
      for (const row of rows) {
        const sum = CAUSES.reduce((total, cause) => total + Number(row[`${cause}_kgco2e`]), 0);
        const scale = Math.max(1, ...CAUSES.map((cause) => Math.abs(Number(row[`${cause}_kgco2e`]))));
        // Exact in the ledger's decimals; the tolerance is that of adding seven doubles here.
        expect(Math.abs(sum - Number(row.change_kgco2e))).toBeLessThan(1e-14 * scale + 1e-9);
        const { change_kgco2e: change } = row;
        for (const cause of CAUSES) expect(row[`${cause}_kgco2e`] === null).toBe(change === null);
      }
      for (const basis of ['market', 'location']) {
        for (const month of ['2026-01-01', '2026-02-01']) {
          const total = (list: readonly SqlRow[], column: string) =>
            list.reduce((sum, row) => sum + Number(row[column]), 0);
          const whole = total(
            services.filter((row) => row.month === month),
            `total_${basis}_kgco2e`,
          );
          const parts = total(
            rows.filter((row) => row.basis === basis),
            month === '2026-01-01' ? 'from_kgco2e' : 'to_kgco2e',
          );
          expect(Math.abs(parts - whole)).toBeLessThan(1e-9 * Math.max(1, Math.abs(whole)));
        }
      }
      const back = await changed(
        before,
        after,
        "footprint_change_between(date '2026-02-01', date '2026-01-01', null, null)",
      );
      rows.forEach((row, i) => {
        for (const cause of CAUSES)
          expect(Number(back.rows[i]?.[`${cause}_kgco2e`])).toBeCloseTo(-Number(row[`${cause}_kgco2e`]), 6);
      });
    }),
    { numRuns: 25, seed: 20260301 },
  );
});
