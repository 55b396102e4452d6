import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readReferenceFolder } from '../../../src/collect/reference/read-folder.ts';
import { BilanError } from '../../../src/domain/errors.ts';
import { REFERENCE_FILES } from '../../../src/domain/reference-files.ts';

const FIXTURES = fileURLToPath(new URL('./fixtures/', import.meta.url));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bilan-reference-'));
  cpSync(join(FIXTURES, 'good'), folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const put = (name: string, content: string | Uint8Array): void => writeFileSync(join(folder, name), content);

const failure = async (path = folder): Promise<BilanError> => {
  const error: unknown = await readReferenceFolder(path).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof BilanError)) throw new Error(`expected a BilanError, got ${String(error)}`);
  return error;
};

const rowsOf = async (name: string) =>
  (await readReferenceFolder(folder)).files.find((file) => file.name === name)?.rows;

describe('a good folder', () => {
  test('gives every file in order, with the hash of its bytes and every column of its rows', async () => {
    const { files, notices } = await readReferenceFolder(folder);
    expect(files.map(({ name }) => name)).toEqual(
      REFERENCE_FILES.filter(({ isRequired }) => isRequired).map(({ name }) => name),
    );
    for (const { file, sha256 } of files) {
      expect(sha256).toBe(createHash('sha256').update(readFileSync(file)).digest('hex'));
    }
    expect(files[1]?.rows[0]).toEqual({
      equipment_id: 'srv-1',
      name: 'Host "one",\nin two lines',
      category: 'compute',
      subcategory: null,
      datacenter_id: 'EB4',
      availability_zone: null,
      in_service_on: '2024-01-01',
      retired_on: null,
      rated_w: 750,
      idle_w: null,
      embodied_kgco2e: null,
      lifetime_years: null,
    });
    expect(notices).toEqual([]);
  });

  test('types ids as bigint, years and counts as numbers, and keeps waiver patterns as text', async () => {
    put(
      'placements.csv',
      'equipment_id,resource_id,valid_from,weight\nsrv-1,9007199254740993,2026-01-01,0.5\n',
    );
    put('annual_emissions.csv', 'year,scope,category,kgco2e,status\n2025,3,travel,0,audited\n');
    put('waivers.csv', 'control,resource_id,owner,reason,expires_on\nbackup,12*,Jane,why,2026-12-31\n');
    expect((await rowsOf('placements'))?.[0]).toMatchObject({ resource_id: 9007199254740993n, weight: 0.5 });
    expect((await rowsOf('annual_emissions'))?.[0]).toMatchObject({ year: 2025, scope: 3, kgco2e: 0 });
    expect((await rowsOf('waivers'))?.[0]).toMatchObject({ resource_id: '12*', service_id: null });
  });

  test('reads ; with decimal comma or point, a BOM, CRLF, columns in any order and blank rows', async () => {
    const text =
      '\uFEFF# Excel;;\r\n"# a comment; that Excel quoted";;\r\npue;period;datacenter_id\r\n1,25;2026;EB4\r\n;;\r\n\r\n1.5;2026-01;EB4\r\n2;2025;ET1\r\n';
    put('pue.csv', text);
    const rows = await rowsOf('pue');
    expect(rows?.map(({ datacenter_id, period, pue }) => [datacenter_id, period, pue])).toEqual([
      ['EB4', '2026', 1.25],
      ['EB4', '2026-01', 1.5],
      ['ET1', '2025', 2],
    ]);
  });

  test('keeps a # inside a value', async () => {
    put('emission_factors.csv', 'supplier_id,year,scope2_kgco2e_per_kwh,source\nalpha,2026,0.1,ticket #12\n');
    expect((await rowsOf('emission_factors'))?.[0]?.source).toBe('ticket #12');
  });

  test('takes a share sum within a millionth, and a day without any mix', async () => {
    const header = 'datacenter_id,supplier_id,valid_from,valid_to,share\n';
    put(
      'energy_mix.csv',
      `${header}EB4,alpha,2024-01-01,2024-12-31,0.999999\nEB4,alpha,2026-01-01,9999-12-31,0.333333\nEB4,beta,2026-01-01,,0.666668\n`,
    );
    expect(await rowsOf('energy_mix')).toHaveLength(3);
    put('energy_mix.csv', `${header}EB4,alpha,2024-01-01,,0.999998\n`);
    expect((await failure()).details).toHaveLength(1);
  });

  test('says what it did not read, what is empty and what has no factor', async () => {
    put('datacentres.csv', 'x\n');
    put('lifecycle.csv', '# nothing yet\n');
    put('pue.csv', 'datacenter_id,period,pue\n');
    put('emission_factors.csv', 'supplier_id,year,scope2_kgco2e_per_kwh\nalpha,2026,0.1\nbetta,2026,0.1\n');
    expect((await readReferenceFolder(folder)).notices).toEqual([
      "datacentres.csv is not a reference file and was not read; did you mean 'datacenters.csv'?",
      'pue.csv has no row',
      "supplier_id 'beta' of energy_mix.csv has no row in emission_factors.csv; did you mean 'betta'?",
    ]);
  });
});

describe('a bad folder is refused with exit 2 and every finding', () => {
  for (const reason of readdirSync(join(FIXTURES, 'bad')).sort()) {
    test(reason, async () => {
      const expected = readFileSync(join(FIXTURES, 'bad', reason, 'expected.txt'), 'utf8')
        .trimEnd()
        .split('\n');
      for (const file of readdirSync(join(FIXTURES, 'bad', reason))) {
        if (file.endsWith('.csv')) cpSync(join(FIXTURES, 'bad', reason, file), join(folder, file));
      }
      const error = await failure();
      expect(error.exitCode).toBe(2);
      expect(error.details).toEqual(expected);
      const count = `${expected.length} error${expected.length === 1 ? '' : 's'}`;
      expect(error.message).toBe(`${count} in the reference files of ${folder}`);
    });
  }

  test('a required file that is missing, with the file that was probably meant', async () => {
    rmSync(join(folder, 'pue.csv'));
    rmSync(join(folder, 'grid_factors.csv'));
    put('grid-factors.csv', 'x\n');
    expect((await failure()).details).toEqual([
      'pue.csv: missing file; expected it with columns datacenter_id, period, pue',
      "grid_factors.csv: missing file; expected it with columns country, year, scope2_kgco2e_per_kwh; did you mean 'grid-factors.csv'?",
    ]);
  });

  test('a folder that does not exist, that is a file, and a folder in place of a file', async () => {
    const missing = await failure(join(folder, 'nowhere'));
    expect([missing.exitCode, missing.message]).toEqual([
      2,
      `reference folder ${join(folder, 'nowhere')} does not exist`,
    ]);
    expect((await failure(join(folder, 'pue.csv'))).message).toContain('is not a folder');
    rmSync(join(folder, 'pue.csv'));
    mkdirSync(join(folder, 'pue.csv'));
    expect((await failure()).details).toEqual(['pue.csv: cannot be read: a folder; expected a CSV file']);
  });

  test('text that is not UTF-8, naming its line', async () => {
    put(
      'datacenters.csv',
      Buffer.from('datacenter_id,name,country,operation\nEB4,a,FR,owned\nET1,Orléans,FR,owned\n', 'latin1'),
    );
    put('pue.csv', Buffer.from('\uFEFFdatacenter_id,period,pue\n', 'utf16le'));
    expect((await failure()).details).toEqual([
      'datacenters.csv:3: a character is not UTF-8; expected UTF-8 (in Excel: Save as "CSV UTF-8")',
      'pue.csv:1: the file is UTF-16; expected UTF-8 (in Excel: Save as "CSV UTF-8")',
    ]);
  });

  test('line numbers stay right after comments, blank lines, CRLF and quoted line ends', async () => {
    put(
      'pue.csv',
      '# one\r\n\r\ndatacenter_id,period,pue,source\r\nEB4,2026,1.3,"a\r\nb\r\n\r\nc"\r\n\r\n# x\r\nEB4,2025,0.5,"q\r\nr"\r\nEB4,2024,0.6,\r\n',
    );
    expect((await failure()).details.map((line) => line.slice(0, 11))).toEqual([
      'pue.csv:10:',
      'pue.csv:12:',
    ]);
  });

  test('a file that is wrong everywhere is told by its first 500 findings', async () => {
    const rows = Array.from({ length: 700 }, (_, i) => `EB4,${i},1.3`).join('\n');
    put('pue.csv', `datacenter_id,period,pue\n${rows}\n`);
    const { details, message } = await failure();
    expect(details).toHaveLength(501);
    expect(details.at(-1)).toBe('pue.csv: and 200 more');
    expect(message).toContain('700 errors');
  });
});
