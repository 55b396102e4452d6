import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { planSampleFiles } from '../../../src/collect/power/files.ts';

const HEADER = 'equipment_id,ts,power_w\n';

const withFiles = async (
  files: Readonly<Record<string, string | Uint8Array>>,
  run: (folder: string) => Promise<void>,
): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'bilan-plan-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const plan = (path: string) => planSampleFiles({ type: 'files', path, timezone: undefined });

test('plans the files of a pattern by name, with their hash and what the header says', () =>
  withFiles(
    {
      'power/b.csv': `\ufeff"power_w";ts;feed;equipment_id\r\n`,
      'power/B.CSV': HEADER,
      'power/a.csv': HEADER,
      'power/a.parquet': 'not looked into',
      'other/c.csv': HEADER,
    },
    async (folder) => {
      const sha256 = createHash('sha256').update(HEADER).digest('hex');
      const found = await plan(join(folder, 'power', '*'));
      expect(found.map(({ path }) => path.slice(folder.length))).toEqual([
        '/power/B.CSV',
        '/power/a.csv',
        '/power/a.parquet',
        '/power/b.csv',
      ]);
      expect(found[1]).toEqual({
        format: 'csv',
        path: join(folder, 'power/a.csv'),
        sha256,
        delimiter: ',',
        columns: ['equipment_id', 'ts', 'power_w'],
      });
      expect(found[2]).toMatchObject({ format: 'parquet' });
      expect(found[3]).toMatchObject({ delimiter: ';', columns: ['power_w', 'ts', 'feed', 'equipment_id'] });
      expect(await plan(join(folder, '**', '*.csv'))).toHaveLength(3);
    },
  ));

test('brackets in the name of a folder or a file are no pattern', () =>
  withFiles({ 'site [1] (a)/x[2].csv': HEADER, 'site [1] (a)/y.csv': HEADER }, async (folder) => {
    expect(await plan(join(folder, 'site [1] (a)', '*.csv'))).toHaveLength(2);
    const [only] = await plan(join(folder, 'site [1] (a)', 'x[2].csv'));
    expect(only?.path).toBe(join(folder, 'site [1] (a)', 'x[2].csv'));
  }));

test('no file is exit 4 and names the pattern', () =>
  withFiles({}, async (folder) => {
    await expect(plan(join(folder, 'power', '*.csv'))).rejects.toMatchObject({
      exitCode: 4,
      message: `power.path ${join(folder, 'power', '*.csv')}: no file matches`,
    });
  }));

test.each([
  ['a.arrow', /\.arrow files are not supported yet/],
  ['a.txt', /expected \.csv or \.parquet/],
] as const)('%s is exit 2', (name, message) =>
  withFiles({ [name]: '', 'b.csv': HEADER }, async (folder) => {
    await expect(plan(join(folder, '*'))).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(message),
    });
  }),
);

test('tells what is wrong with every header at once', () =>
  withFiles(
    {
      'a.csv': 'equipement_id,ts,power_w\n',
      'b.csv': '',
      'c.csv': 'equipment_id,ts,ts\n',
      'd.csv': Buffer.from('\ufeffequipment_id,ts,power_w\n', 'utf16le'),
    },
    async (folder) => {
      const error = await plan(join(folder, '*.csv')).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ exitCode: 4 });
      const { details } = error as { details: readonly string[] };
      expect(details.map((line) => line.slice(folder.length).split('; expected equipment_id')[0])).toEqual([
        "/a.csv:1: unknown column 'equipement_id'; did you mean 'equipment_id'?",
        '/a.csv:1: column equipment_id is missing',
        '/b.csv:1: the first line is blank',
        '/c.csv:1: column ts is there twice',
        '/c.csv:1: column power_w is missing',
        '/d.csv:1: the file is UTF-16; expected UTF-8',
      ]);
    },
  ));
