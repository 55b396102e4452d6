import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { createEstate } from '../../src/demo/estate/create.ts';
import { prepareDemoFolder, workspaceFiles, writeDemoWorkspace } from '../../src/demo/workspace.ts';
import { REFERENCE_FILES } from '../../src/domain/reference-files.ts';
import { recordOf } from './itcare-client.ts';

const estate = createEstate();
const URLS = {
  itcareUrl: 'http://127.0.0.1:1001',
  tokenUrl: 'http://127.0.0.1:1001/token',
  prometheusUrl: 'http://127.0.0.1:1002',
};

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'bilan-demo-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const rowsOf = (name: string): Record<string, string>[] => {
  const text = workspaceFiles(estate, URLS).get(`reference/${name}.csv`);
  if (text === undefined) throw new Error(`no file ${name}`);
  return parse(text, { columns: true });
};

describe('reference files', () => {
  const written = [...workspaceFiles(estate, URLS).keys()].filter((path) => path.endsWith('.csv'));

  test('all that are required, and none that is unknown', () => {
    const stems = written.map((path) => path.slice('reference/'.length, -'.csv'.length));
    for (const spec of REFERENCE_FILES) if (spec.isRequired) expect(stems).toContain(spec.name);
    for (const stem of stems) expect(REFERENCE_FILES.map((spec) => spec.name)).toContain(stem);
  });

  test.each(REFERENCE_FILES.map((spec) => [spec.name, spec] as const))(
    '%s has the columns it may have',
    (name, spec) => {
      if (!written.includes(`reference/${name}.csv`)) return expect(spec.isRequired).toBe(false);
      const rows = rowsOf(name);
      expect(rows.length).toBeGreaterThan(0);
      const known = spec.columns.map((column) => column.name);
      for (const column of Object.keys(rows[0] ?? {})) expect(known).toContain(column);
      for (const column of spec.columns) {
        if (!column.isOptional) for (const row of rows) expect(row[column.name], column.name).toMatch(/./);
      }
      const keys = rows.map((row) => spec.unique?.map((column) => row[column]).join('|'));
      if (spec.unique !== undefined) expect(new Set(keys).size).toBe(rows.length);
    },
  );

  test('shares of a datacenter sum to 1 on every day', () => {
    const rows = rowsOf('energy_mix');
    for (const day of ['2026-01-01', '2026-01-31', '2026-02-01', '2026-02-28']) {
      for (const { datacenter_id } of rowsOf('datacenters')) {
        const shares = rows.filter(
          (row) =>
            row.datacenter_id === datacenter_id &&
            (row.valid_from ?? '') <= day &&
            (row.valid_to === '' || (row.valid_to ?? '') >= day),
        );
        const sum = shares.reduce((total, row) => total + Number(row.share), 0);
        expect(sum, `${datacenter_id} ${day}`).toBeCloseTo(1, 9);
      }
    }
  });

  test('PUE: daily where owned, but for one day; monthly in colocation; colder months are lower', () => {
    const rows = rowsOf('pue');
    const daily = rows.filter((row) => row.period?.length === 10);
    expect(daily).toHaveLength(2 * 59 - 1);
    for (const row of rows) {
      expect(Number(row.pue)).toBeGreaterThanOrEqual(1.16);
      expect(Number(row.pue)).toBeLessThanOrEqual(1.46);
    }
    const mean = (month: string): number => {
      const values = daily.filter((row) => row.period?.startsWith(month)).map((row) => Number(row.pue));
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    expect(mean('2026-01')).toBeLessThan(mean('2026-02'));
    expect(rows.filter((row) => row.datacenter_id === 'ET1').map((row) => row.period)).toEqual([
      '2026-01',
      '2026-02',
    ]);
  });

  test('placements name equipment and resources that exist; object storage is placed, never pooled', () => {
    const equipment = new Map(estate.equipment.map((piece) => [piece.id, piece] as const));
    const resources = new Map(estate.resources.map((resource) => [String(resource.id), resource] as const));
    const rows = rowsOf('placements');
    for (const row of rows) {
      expect(equipment.has(row.equipment_id ?? '')).toBe(true);
      expect(resources.get(row.resource_id ?? '')?.goneAt).toBeNull();
    }
    const placed = new Set(rows.map((row) => row.equipment_id));
    for (const piece of estate.equipment) {
      if (piece.subcategory === 'object') expect(placed).toContain(piece.id);
    }
  });

  test('what the meter sees but no inventory lists is not in equipment.csv', () => {
    const ids = rowsOf('equipment').map((row) => row.equipment_id);
    expect(ids).toHaveLength(60);
    expect(ids).not.toContain(estate.equipment.find((piece) => !piece.isInventoried)?.id);
  });
});

describe('folder', () => {
  test('the same estate and addresses give the same files', async () => {
    await writeDemoWorkspace(join(dir, 'a'), estate, URLS);
    await writeDemoWorkspace(join(dir, 'b'), createEstate(), URLS);
    for (const path of workspaceFiles(estate, URLS).keys()) {
      expect(await readFile(join(dir, 'a', path))).toEqual(await readFile(join(dir, 'b', path)));
    }
  });

  test('bilan.yaml names the servers and says that they are gone', async () => {
    await writeDemoWorkspace(dir, estate, URLS);
    const text = await readFile(join(dir, 'bilan.yaml'), 'utf8');
    expect(text).toContain('are gone now');
    expect(recordOf(recordOf(parseYaml(text)).itcare)).toMatchObject({
      url: URLS.itcareUrl,
      token_url: URLS.tokenUrl,
    });
  });

  test('an absent folder is made, an empty one is taken', async () => {
    await prepareDemoFolder(join(dir, 'deep', 'er'), false);
    expect(await readdir(join(dir, 'deep', 'er'))).toEqual([]);
    await prepareDemoFolder(dir.concat('/deep/er'), false);
  });

  test('a folder that holds something is refused, an earlier demo too', async () => {
    await writeDemoWorkspace(dir, estate, URLS);
    await expect(prepareDemoFolder(dir, false)).rejects.toMatchObject({
      exitCode: 2,
      message: `${dir} is not empty`,
    });
  });

  test('a file in its place is refused', async () => {
    await writeFile(join(dir, 'file'), '');
    await expect(prepareDemoFolder(join(dir, 'file'), true)).rejects.toMatchObject({ exitCode: 2 });
  });

  test('force does not touch a folder that no demo wrote', async () => {
    await writeFile(join(dir, 'bilan.yaml'), 'database: mine.duckdb\n');
    await expect(prepareDemoFolder(dir, true)).rejects.toMatchObject({ exitCode: 2 });
    expect(await readdir(dir)).toEqual(['bilan.yaml']);
  });

  const fill = async (): Promise<void> => {
    await writeDemoWorkspace(dir, estate, URLS);
    await mkdir(join(dir, 'samples', 'day=2026-01-01'), { recursive: true });
    await mkdir(join(dir, 'reports-out'));
    for (const path of [
      'bilan.duckdb',
      'bilan.duckdb.wal',
      'samples/day=2026-01-01/0123456789abcdef.parquet',
      'reports-out/carbon-monthly-2026-01.xlsx',
    ]) {
      await writeFile(join(dir, path), 'x');
    }
  };

  test('force clears an earlier demo and leaves the files beside it', async () => {
    await fill();
    await writeFile(join(dir, 'notes.txt'), 'mine');
    await mkdir(join(dir, 'queries'));
    await writeFile(join(dir, 'queries', 'a.sql'), 'select 1');
    await prepareDemoFolder(dir, true);
    expect((await readdir(dir)).sort()).toEqual(['notes.txt', 'queries']);
    expect(await readdir(join(dir, 'queries'))).toEqual(['a.sql']);
  });

  test.each(['reference/usage.csv', 'samples/mine.csv', 'reports-out/letter.docx'])(
    'force deletes nothing when %s is not the demo’s',
    async (path) => {
      await fill();
      await writeFile(join(dir, path), 'mine');
      const before = (await readdir(dir, { recursive: true })).sort();
      await expect(prepareDemoFolder(dir, true)).rejects.toMatchObject({
        exitCode: 2,
        details: [join(dir, path)],
      });
      expect((await readdir(dir, { recursive: true })).sort()).toEqual(before);
    },
  );

  test('force follows no link', async () => {
    await fill();
    const elsewhere = await mkdtemp(join(tmpdir(), 'bilan-elsewhere-'));
    await writeFile(join(elsewhere, '0123456789abcdef.parquet'), 'mine');
    await rm(join(dir, 'samples'), { recursive: true });
    await symlink(elsewhere, join(dir, 'samples'));
    await expect(prepareDemoFolder(dir, true)).rejects.toMatchObject({ exitCode: 2 });
    expect(await readdir(elsewhere)).toEqual(['0123456789abcdef.parquet']);
    await rm(elsewhere, { recursive: true });
  });
});
