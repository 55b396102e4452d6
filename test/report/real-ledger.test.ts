import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { periodDays } from '../../src/report/build.ts';
import { parametersOf, type QueryColumn } from '../../src/report/query-port.ts';
import type { DuckdbDatabase } from '../../src/store/duckdb.ts';
import { openReader, prepareLedger } from '../../src/store/ledger.ts';
import { carbonModel, home, MARCH, openFixture, portOf } from './fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'bilan-report-'));
// Those of governance read what the fixture has not; governance.test.ts runs them over a ledger.
const files = readdirSync(`${home}/queries/mart`).filter(
  (file) => /^report_.*\.sql$/.test(file) && !/^report_(governance|obsolescence|backup)_/.test(file),
);

describe('report queries over the ledger’s own relations', () => {
  let ledger: DuckdbDatabase;
  let fixture: DuckDBConnection;
  beforeAll(async () => {
    const path = join(folder, 'bilan.duckdb');
    await prepareLedger(path);
    ledger = await openReader(path);
    fixture = await openFixture();
  });
  afterAll(async () => {
    await ledger.close();
    fixture.closeSync();
    rmSync(folder, { recursive: true });
  });

  it.each(files)('%s gives the columns that it gives over the fixture', async (file) => {
    const sql = readFileSync(`${home}/queries/mart/${file}`, 'utf8');
    const all: Readonly<Record<string, string>> = periodDays(MARCH);
    const params = Object.fromEntries(parametersOf(sql).map((name) => [name, all[name] ?? '']));
    const columnsOf = async (connection: DuckDBConnection): Promise<readonly QueryColumn[]> =>
      (await portOf(connection)(sql, params)).columns;
    expect(await columnsOf(ledger.connection)).toEqual(await columnsOf(fixture));
  });

  it('exits 5 where nothing is calculated yet', async () => {
    await expect(carbonModel(ledger.connection)).rejects.toMatchObject({ exitCode: 5 });
  });
});
