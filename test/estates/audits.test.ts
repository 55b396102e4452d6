import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BilanError } from '../../src/domain/errors.ts';
import { openWork } from '../../src/store/duckdb.ts';
import { publishRun } from '../../src/store/publish-run.ts';
import { pathLiteral } from '../../src/store/samples/sql-text.ts';
import { explainedEstate } from '../support/explained-estate.ts';
import { cloneWorkspace, type Workspace } from '../support/workspace.ts';

const PERIOD = { from: '2026-01-14', to: '2026-01-16' };

let kept: Workspace;
beforeAll(async () => {
  kept = await explainedEstate();
});
afterAll(() => kept.dispose());

/** What would have to go wrong in a calculation, and the audits that must see it. */
const DEFECTS: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'a share that is too large',
    "update calc.split_share set share = share * 1.001 where resource_id = 1 and pool_id like 'compute@%'",
    ['conservation', 'shares_sum_to_one'],
  ],
  [
    'a resource that got no share',
    'delete from calc.split_share where resource_id = 7',
    ['conservation', 'shares_sum_to_one'],
  ],
  [
    'an amount of a pool that equipment did not give',
    'update calc.pool_amount set scope2_market_kgco2e = scope2_market_kgco2e + 1',
    ['conservation', 'total_is_scopes'],
  ],
  [
    'a pool that was lost',
    "delete from calc.pool_amount where equipment_category = 'storage'",
    ['conservation'],
  ],
  [
    'facility energy without its PUE',
    'update calc.equipment_day set facility_kwh = it_kwh',
    ['facility_is_it_times_pue', 'conservation'],
  ],
  [
    'an unknown amount without a reason',
    "update calc.equipment_day set scope2_location_kgco2e = null where equipment_id = 'E1'",
    ['no_null_without_reason'],
  ],
];

test.each(DEFECTS)(
  '%s: exit 3 names the audit, nothing is published, the run is kept as failed',
  async (_, sql, audits) => {
    const ws = cloneWorkspace(kept);
    const ledger = join(ws.dir, 'bilan.duckdb');
    const published = await ws.sql('select * from service_month order by all');
    const work = await openWork();
    try {
      await work.run(`attach ${pathLiteral(ledger)} as made (read_only); create schema memory.calc`);
      const facts = await work.rows<{ name: string }>(
        "select table_name as name from duckdb_tables() where database_name = 'made' and schema_name = 'calc'",
      );
      for (const { name } of facts)
        await work.run(`create table memory.calc.${name} as from made.calc.${name}`);
      for (const { name } of facts)
        await work.run(`alter table memory.calc.${name} drop column if exists run_id`);
      await work.run(`detach made; ${sql}`);
      const run = { period: PERIOD, inputs: [], isIncomplete: false, isMissingAllowed: false };
      const outcome = publishRun(work, ledger, { ...run, startedAt: 0, now: () => 1 });
      const error = await outcome.then(
        () => undefined,
        (thrown: unknown) => thrown as BilanError,
      );
      expect(error?.exitCode).toBe(3);
      for (const audit of audits) expect(error?.details?.join('\n')).toContain(`${audit}: `);
    } finally {
      await work.close();
    }
    expect(await ws.sql('select * from service_month order by all')).toEqual(published);
    expect(await ws.sql('select run_id, status from run order by run_id')).toEqual([
      { run_id: 'run-000001', status: 'complete' },
      { run_id: 'run-000002', status: 'failed' },
    ]);
    expect(
      await ws.sql(
        "select count(*) as n from (select run_id from equipment_day_all_runs union all select run_id from pool_share_all_runs) where run_id = 'run-000002'",
      ),
    ).toEqual([{ n: 0 }]);
  },
);
