import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { controlDefaults, parseControl } from '../../src/store/control-files.ts';
import { type DuckdbDatabase, openWork } from '../../src/store/duckdb.ts';
import { migrate } from '../../src/store/migrate.ts';
import { queriesFolder } from '../../src/store/query-files.ts';
import { fillGovernance } from '../bench/governance-estate.ts';

const folder = join(queriesFolder, 'explore');
const files = readdirSync(folder).sort();

/** A query of the catalogue: its header is that of a control, one SELECT with parameters and defaults. */
const load = (name: string) =>
  parseControl(name.replace(/\.sql$/, ''), name, readFileSync(join(folder, name), 'utf8'));

let db: DuckdbDatabase;
beforeAll(async () => {
  db = await openWork();
  await migrate(db, 'test');
  await fillGovernance(db, { resources: 300, months: 3 });
});
afterAll(() => db.close());

const ask = (name: string, given: Readonly<Record<string, string>> = {}) => {
  const query = load(`${name}.sql`);
  return db.rows<Record<string, string | number | bigint | null>>(query.sql, {
    ...controlDefaults(query),
    ...given,
  });
};

test.each(files)('%s runs as it is, has a title, and answers something', async (name) => {
  const { definition } = load(name);
  expect(definition.title).not.toBe(definition.name);
  expect(await ask(definition.name)).not.toEqual([]);
});

test('the ten retirements that save most, most first', async () => {
  const rows = await ask('retirements_that_save_most');
  expect(rows.map(({ rank }) => Number(rank))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  const saved = rows.map((row) => Number(row.total_market_kgco2e));
  expect(saved).toEqual([...saved].sort((a, b) => b - a));
  expect(saved[0]).toBeGreaterThan(0);
  expect(await ask('retirements_that_save_most', { limit: '3', environment: 'prod%' })).toHaveLength(3);
});

test('stopped instances that still hold storage, by what they hold', async () => {
  const rows = await ask('stopped_with_storage');
  const stopped = await db.rows<{ resource_id: bigint; gb: number }>(
    `select resource_id, coalesce(storage_gb, 0) + coalesce(backup_gb, 0) as gb from resource
     where status = 'INACTIVE' order by gb desc, resource_id`,
  );
  expect(rows.map((row) => row.resource_id)).toEqual(stopped.map((row) => row.resource_id));
  const least = String(stopped.at(-1)?.gb);
  expect(await ask('stopped_with_storage', { min_gb: least })).toHaveLength(stopped.length - 1);
});

test('the carbon of what is obsolete counts the phases asked for', async () => {
  const phases = async (given: Readonly<Record<string, string>>) =>
    new Set((await ask('obsolete_carbon', given)).map((row) => row.support_phase));
  expect(await phases({ phases: 'standard' })).toEqual(new Set(['STANDARD']));
  expect(await phases({})).toEqual(new Set(['END_OF_SUPPORT', 'EXTENDED']));
});
