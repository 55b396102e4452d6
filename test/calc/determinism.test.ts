import { expect, test } from 'vitest';
import { openWork } from '../../src/store/duckdb.ts';
import { pathLiteral } from '../../src/store/samples/sql-text.ts';
import { explainedEstate } from '../support/explained-estate.ts';

const RELATIONS = [
  'equipment_day',
  'resource_day',
  'resource_rollup_day',
  'service_month',
  'resource_month',
  'conservation',
  'pool_share_all_runs',
];

/** Every row of the relations as text with all digits, under a number of threads. */
const figures = async (ledger: string, threads: number): Promise<Record<string, string[]>> => {
  const work = await openWork();
  try {
    await work.run(`set threads = ${threads}`);
    await work.run(`attach ${pathLiteral(ledger)} as ledger (read_only)`);
    await work.run('use ledger');
    const found: Record<string, string[]> = {};
    for (const relation of RELATIONS) {
      const rows = await work.rows<{ line: string }>(
        `select cast(r as varchar) as line from ${relation} as r order by line`,
      );
      found[relation] = rows.map((row) => row.line);
    }
    return found;
  } finally {
    await work.close();
  }
};

test('the same figures to the last digit: another run, one thread or eight, after VACUUM, and out of an export', async () => {
  const ws = await explainedEstate();
  try {
    const ledger = `${ws.dir}/bilan.duckdb`;
    const first = await figures(ledger, 1);
    for (const relation of RELATIONS) expect(first[relation]?.length, relation).toBeGreaterThan(0);
    expect(await figures(ledger, 8)).toEqual(first);

    const work = await openWork();
    await work.run(`attach ${pathLiteral(ledger)} as ledger; use ledger; vacuum; checkpoint ledger`);
    await work.run(`attach '${ws.dir}/copy.duckdb' as copied; copy from database ledger to copied`);
    await work.close();
    expect(await figures(ledger, 2)).toEqual(first);
    expect(await figures(`${ws.dir}/copy.duckdb`, 2)).toEqual(first);

    await ws.ok(['calculate', '--from', '2026-01-14', '--to', '2026-01-16']);
    const hashes = await ws.sql('select distinct inputs_hash from run');
    expect(hashes).toHaveLength(1);
    const named = (lines: readonly string[] = []): string[] =>
      [...new Set(lines.map((line) => line.replaceAll('run-000002', 'run-000001')))].sort();
    const again = await figures(ledger, 3);
    for (const relation of RELATIONS)
      expect(named(again[relation]), relation).toEqual(named(first[relation]));
  } finally {
    ws.dispose();
  }
});
