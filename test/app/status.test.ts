import { afterAll, beforeAll, expect, it } from 'vitest';
import { familyRow, metricRow, resourceRow } from '../support/estate-rows.ts';
import { createTestLedger, type TestLedger } from '../support/ledger.ts';
import { runMain } from '../support/workspace.ts';

let ledger: TestLedger;
const status = (...argv: string[]) => runMain('/', ['--db', ledger.path, 'status', ...argv]);

beforeAll(() => {
  ledger = createTestLedger();
});
afterAll(() => ledger.remove());

it("says where the snapshot is not ITCare's own figure, and what could not be read", async () => {
  await ledger.publish('2026-01-10T05:00:00Z', {
    resource: [resourceRow(1, { vcpu: 2 })],
    metric: [metricRow('global.coresCount', null, 3), metricRow('global.count', null, 1)],
    family_status: [familyRow('resources')],
  });
  const whole = await status();
  expect(whole.stdout).toMatch(
    /Not as ITCare's own figures\n +measure +figures\n.*\n +vcpu +ours is 2, ITCare says 3\n/,
  );
  expect(whole.stdout).not.toContain('Not read whole');
  await ledger.publish('2026-01-11T05:00:00Z', {
    resource: [resourceRow(1)],
    family_status: [
      familyRow('databases', { is_complete: false, error: 'GET /x answered 503' }),
      familyRow('resources'),
    ],
  });
  const partial = await status();
  expect(partial.code).toBe(0);
  expect(partial.stdout).toMatch(/itcare +itcare-000002 .* incomplete\n/);
  expect(partial.stdout).toMatch(/Not read whole.*\n.*\n.*\n +databases +0 +GET \/x answered 503\n/);
  const { incomplete_families: families, differences } = JSON.parse((await status('--json')).stdout);
  expect(families).toEqual([
    { snapshot_id: 'itcare-000002', family: 'databases', element_count: 0, error: 'GET /x answered 503' },
  ]);
  expect(differences).toEqual([{ measure: 'vcpu', reason: 'ours is 2, ITCare says 3' }]);
});
