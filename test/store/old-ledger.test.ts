import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openFile } from '../../src/store/duckdb.ts';
import { queriesFolder } from '../../src/store/query-files.ts';
import { resourceRow } from '../support/estate-rows.ts';
import { createTestLedger } from '../support/ledger.ts';

it('a ledger from before backups were kept apart says the same as it did, and goes on', async () => {
  const ledger = createTestLedger();
  const db = await openFile(ledger.path, { isReadOnly: false });
  await db.run(readFileSync(join(queriesFolder, 'schema', '0001_ledger.sql'), 'utf8'));
  await db.run(`
    create schema meta;
    create table meta.migration (name varchar not null);
    create table meta.view_set (hash varchar not null);
    insert into meta.migration values ('0001_ledger');
    insert into meta.view_set values ('of an earlier version');
    insert into raw.snapshot values
      (1, 'itcare-000001', 'itcare', '2026-01-01 05:00:00+00', true, 2, 1, null),
      (2, 'itcare-000002', 'itcare', '2026-01-02 05:00:00+00', true, 1, 1, null);
    insert into raw.resource_change by name
    select * from (values
      (1, 'itcare-000001', true, 1, 'a', 10),
      (1, 'itcare-000001', true, 2, 'b', 20),
      (2, 'itcare-000002', true, 1, 'a', 11),
      (2, 'itcare-000002', false, 2, 'b', 20)
    ) as v(snapshot_seq, snapshot_id, is_present, resource_id, name, backup_gb)`);
  await db.close();
  const history = () =>
    ledger.read(async (reader) =>
      (
        await reader.rows(
          'select snapshot_id, resource_id, name, backup_gb from resource_history order by 1, 2',
        )
      ).map((row) => Object.values(row).join(' ')),
    );
  const old = ['itcare-000001 1 a 10', 'itcare-000001 2 b 20', 'itcare-000002 1 a 11'];
  expect(await history()).toEqual(old);
  await ledger.publish('2026-01-03T05:00:00Z', {
    resource: [resourceRow(1, { name: 'a', backup_gb: 11 }), resourceRow(2, { name: 'c', backup_gb: 20 })],
  });
  await ledger.publish('2026-01-04T05:00:00Z', { resource: [resourceRow(1, { name: 'a' })] });
  expect(await history()).toEqual([
    ...old,
    'itcare-000003 1 a 11',
    'itcare-000003 2 c 20',
    'itcare-000004 1 a ',
  ]);
  expect(await ledger.rows('select resource_id, backup_gb from resource')).toEqual([
    { resource_id: 1n, backup_gb: null },
  ]);
  ledger.remove();
});
