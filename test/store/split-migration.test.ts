import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openWork } from '../../src/store/duckdb.ts';
import { migrate } from '../../src/store/migrate.ts';
import { queriesFolder } from '../../src/store/query-files.ts';

test('a ledger whose splits were stored by day keeps its shares, and what is multiplied from them', async () => {
  const db = await openWork();
  try {
    await db.run(
      'create schema meta; create table meta.migration (name varchar not null); create table meta.view_set (hash varchar not null)',
    );
    const folder = join(queriesFolder, 'schema');
    const before = readdirSync(folder)
      .filter((name) => name < '0004')
      .sort();
    for (const name of before) {
      await db.run(readFileSync(join(folder, name), 'utf8'));
      await db.run('insert into meta.migration values ($name)', { name: name.replace('.sql', '') });
    }
    await db.run(`
      insert into calc.pool_day by name
        select 'run-1' as run_id, day, 'p' as pool_id, 'compute' as rule_id, 'datacenter' as pool, 'EB4' as pool_name, 'UTC' as timezone,
          false as is_estate_assumed, 2 as receiver_count from (values (date '2026-01-01'), (date '2026-01-02')) as v(day);
      insert into calc.pool_share values
        ('run-1', '2026-01-01', 'p', 1, 10, 4, 0.25), ('run-1', '2026-01-01', 'p', 2, 10, 12, 0.75), ('run-1', '2026-01-02', 'p', 1, 10, 4, 1);
      insert into calc.pool_amount by name
        select 'run-1' as run_id, day, 'p' as pool_id, 'EB4' as datacenter_id, 'compute' as equipment_category, 100 as it_kwh, false as is_provisional
        from (values (date '2026-01-01'), (date '2026-01-02')) as v(day)`);
    await migrate(db, 'test');
    expect(
      await db.rows(
        "select strftime(day, '%d') as day, resource_id, share from pool_share_all_runs order by all",
      ),
    ).toEqual([
      { day: '01', resource_id: 1n, share: 0.25 },
      { day: '01', resource_id: 2n, share: 0.75 },
      { day: '02', resource_id: 1n, share: 1 },
    ]);
    expect(
      await db.rows(
        'select resource_id, sum(it_kwh)::double as kwh from resource_day_all_runs group by all order by 1',
      ),
    ).toEqual([
      { resource_id: 1n, kwh: 125 },
      { resource_id: 2n, kwh: 75 },
    ]);
  } finally {
    await db.close();
  }
});
