import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { planSampleFiles } from '../../../src/collect/power/files.ts';
import { BilanError } from '../../../src/domain/errors.ts';
import {
  type StagedFiles,
  type StageFilesOptions,
  stageSampleFiles,
} from '../../../src/store/samples/stage-files.ts';
import { openStage, rowsOf, withFolder, writeFiles } from './work-database.ts';

const PARIS = { timezone: 'Europe/Paris' };

const staged = 'select equipment_id, feed, ts::varchar, power_w from staged_sample order by seq';

const stageAll = async (
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  options: StageFilesOptions,
): Promise<{ connection: DuckDBConnection; result: StagedFiles }> => {
  await writeFiles(folder, files);
  const connection = await openStage();
  const plan = await planSampleFiles({ type: 'files', path: join(folder, '*'), timezone: options.timezone });
  return { connection, result: await stageSampleFiles(connection, plan, options) };
};

/** What staging says of one CSV file, its path left out. */
const complaints = async (content: string | Uint8Array, timezone?: string): Promise<readonly string[]> => {
  let details: readonly string[] = [];
  await withFolder(async (folder) => {
    const error = await stageAll(folder, { 'p.csv': content }, { timezone }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof BilanError)) throw error ?? new Error('nothing was thrown');
    expect(error.exitCode).toBe(4);
    details = error.details.map((line) => line.replaceAll(folder, ''));
  });
  return details;
};

test('reads columns in any order, ; with decimal comma, a byte order mark and quotes', () =>
  withFolder(async (folder) => {
    const { connection, result } = await stageAll(
      folder,
      {
        'a.csv':
          '\ufeffpower_w;"ts";equipment_id;feed\r\n326,5;2026-03-01T00:00:00Z;"host;1";A\r\n\r\n1.5;2026-03-01 01:01+0100;h2;\r\n;;;\r\n',
        'b.csv': 'ts,power_w,equipment_id\n2026-03-01T00:02:00.25+01, 7 ,h3',
      },
      { timezone: undefined },
    );
    expect(await rowsOf(connection, staged)).toEqual([
      ['host;1', 'A', '2026-03-01 00:00:00+00', 326.5],
      ['h2', '', '2026-03-01 00:01:00+00', 1.5],
      ['h3', '', '2026-02-28 23:02:00.25+00', 7],
    ]);
    expect(result).toMatchObject({ rowCount: 3, stagedCount: 3, notices: [] });
    expect(result.files.map(({ rowCount }) => rowCount)).toEqual([2, 1]);
  }));

test('keeps values that cannot be power, and tells a blank from a NaN', () =>
  withFolder(async (folder) => {
    const values = ['', 'NULL', 'NaN', 'inf', '-Infinity', '-1', '0'];
    const content = `equipment_id,ts,power_w\n${values.map((value, i) => `h,2026-03-01T00:0${i}:00Z,${value}`).join('\n')}\n`;
    const { connection } = await stageAll(folder, { 'a.csv': content }, { timezone: undefined });
    expect(await rowsOf(connection, 'select power_w::varchar from staged_sample order by seq')).toEqual(
      [null, null, 'nan', 'inf', '-inf', '-1.0', '0.0'].map((value) => [value]),
    );
  }));

test('keeps only the asked period, both ends included', () =>
  withFolder(async (folder) => {
    const content = `equipment_id,ts,power_w\n${[0, 1, 2, 3].map((i) => `h,2026-03-01T00:0${i}:00Z,${i}`).join('\n')}\n`;
    const us = (minute: number): bigint => BigInt(Date.UTC(2026, 2, 1, 0, minute)) * 1_000n;
    const { connection, result } = await stageAll(
      folder,
      { 'a.csv': content },
      { timezone: undefined, fromUs: us(1), toUs: us(2) },
    );
    expect(await rowsOf(connection, 'select power_w from staged_sample order by seq')).toEqual([[1], [2]]);
    expect(result).toMatchObject({ rowCount: 4, stagedCount: 2 });
  }));

const localMinutes = (day: string, hours: readonly number[]): string[] =>
  hours.flatMap((hour) =>
    Array.from(
      { length: 60 },
      (_, minute) => `${day}T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00`,
    ),
  );

const allHours = Array.from({ length: 24 }, (_, hour) => hour);

test.each([
  ['2026-02-01', allHours, 24],
  ['2026-03-29', allHours.filter((hour) => hour !== 2), 23],
  ['2026-10-25', [0, 1, 2, 2, ...allHours.slice(3)], 25],
] as const)('a day of local minutes in Paris, %s, is whole', (day, hours, length) =>
  withFolder(async (folder) => {
    const rows = localMinutes(day, hours).flatMap((ts, i) => [`a,${ts},${i}`, `b,${ts},${i}`]);
    const { connection } = await stageAll(
      folder,
      { 'a.csv': `equipment_id,ts,power_w\n${rows.join('\n')}\n` },
      PARIS,
    );
    const minutes = length * 60;
    expect(
      await rowsOf(
        connection,
        `select equipment_id, count(distinct ts)::int, (epoch(max(ts)) - epoch(min(ts)))::int / 60,
           bool_and((epoch_us(ts) - epoch_us(lowest)) // 60000000 = power_w)
         from staged_sample, (select min(ts) as lowest from staged_sample) group by 1 order by 1`,
      ),
    ).toEqual([
      ['a', minutes, minutes - 1, true],
      ['b', minutes, minutes - 1, true],
    ]);
  }),
);

test('in the repeated hour the first in the file is the earlier, for each equipment and feed', () =>
  withFolder(async (folder) => {
    const content = `equipment_id,feed,ts,power_w
a,1,2026-10-25T02:30:00,1
a,2,2026-10-25T02:30:00,2
a,1,2026-10-25T02:30:00,3
b,1,2026-10-25T02:30:00,4
a,1,2026-10-25T02:30:00,5
a,1,2026-10-25T02:30:00+02:00,6
`;
    const { connection } = await stageAll(folder, { 'a.csv': content }, PARIS);
    expect(await rowsOf(connection, 'select power_w, ts::varchar from staged_sample order by seq')).toEqual([
      [1, '2026-10-25 00:30:00+00'],
      [2, '2026-10-25 00:30:00+00'],
      [3, '2026-10-25 01:30:00+00'],
      [4, '2026-10-25 00:30:00+00'],
      [5, '2026-10-25 01:30:00+00'],
      [6, '2026-10-25 00:30:00+00'],
    ]);
  }));

test('a local instant that the clocks skip is an error with its line', async () => {
  expect(
    await complaints(
      'equipment_id,ts,power_w\na,2026-03-29T01:59:00,1\n\na,2026-03-29T02:30:00,1\n',
      'Europe/Paris',
    ),
  ).toEqual([
    "/p.csv:4: column ts: '2026-03-29T02:30:00' does not exist in Europe/Paris, where the clocks skip it; expected an offset or another instant",
  ]);
});

test('an instant without an offset needs a zone', async () => {
  expect(await complaints('equipment_id,ts,power_w\na,2026-03-29T01:59:00,1\n')).toEqual([
    "/p.csv:2: column ts: '2026-03-29T01:59:00' has no offset; expected one, e.g. +01:00, or 'timezone:' beside the path in bilan.yaml",
  ]);
});

test('tells everything wrong in a file at once, each with its line', async () => {
  const content = `equipment_id,ts,power_w
"a
b",2026-03-01T00:00:00Z,1

a,2026-03-01T00:01:00Z,abc
,2026-03-01T00:02:00Z,1_0
a,2026-02-30T00:03:00Z,1
a,2026-03-01,1
a,2026-03-01T00:04:00Z
a,2026-03-01T00:05:00Z,"1,5"
a,,5
`;
  const instant = 'expected ISO 8601 between 1970 and 2199, e.g. 2026-03-01T00:00:00+01:00';
  const watts = 'is not a number; expected watts, e.g. 326.5, or nothing';
  expect(await complaints(content)).toEqual([
    `/p.csv:5: column power_w: 'abc' ${watts}`,
    '/p.csv:6: column equipment_id is blank; expected the id of a piece of equipment',
    `/p.csv:6: column power_w: '1_0' ${watts}`,
    `/p.csv:7: column ts: '2026-02-30T00:03:00Z' is not an instant; ${instant}`,
    `/p.csv:8: column ts: '2026-03-01' is not an instant; ${instant}`,
    "/p.csv:9: fewer columns than the header: 'a,2026-03-01T00:04:00Z'",
    `/p.csv:10: column power_w: '1,5' ${watts}`,
    `/p.csv:11: column ts is blank; ${instant}`,
  ]);
});

test('local instants are judged also where some line is no CSV', async () => {
  const content = 'equipment_id,ts,power_w\na,2026-03-29T01:00:00,1\na,b\na,2026-03-29T02:00:00,1\n';
  const details = await complaints(content, 'Europe/Paris');
  expect(details.map((line) => line.split(';')[0])).toEqual([
    "/p.csv:3: fewer columns than the header: 'a,b'",
    "/p.csv:4: column ts: '2026-03-29T02:00:00' does not exist in Europe/Paris, where the clocks skip it",
  ]);
});

test('lines are right far into a file that several threads read', async () => {
  const good = Array.from({ length: 400_000 }, (_, i) => `host-${i % 100},2026-03-01T00:00:00Z,${i}\n`).join(
    '',
  );
  const details = await complaints(
    `equipment_id,ts,power_w\n${good}a,2026-03-01T00:00:00Z,x\na,b\n${good}a,b,c,d\n`,
  );
  expect(details.map((line) => line.split(':')[1])).toEqual(['400002', '400003', '800004']);
});

test('tells the first twenty and counts the others', async () => {
  const rows = Array.from({ length: 5_000 }, (_, i) => `a,2026-03-01T00:00:00Z,x${i}`);
  const details = await complaints(`equipment_id,ts,power_w\n${rows.join('\n')}\n`);
  expect(details).toHaveLength(21);
  expect(details[19]).toContain("/p.csv:21: column power_w: 'x19'");
  expect(details[20]).toBe('/p.csv: and 4980 more');
});

test.each([
  ['mixed-line-ends', 'a,2026-03-01T00:00:00Z,1\r\na,2026-03-01T00:01:00Z,1\n', /cannot be read as csv/],
  [
    'open-quote',
    'a,2026-03-01T00:00:00Z,1\n"a,2026-03-01T00:01:00Z,1\n',
    /p\.csv:3: a quote is out of place/,
  ],
  [
    'not-utf-8',
    Buffer.from('h\u00f4te,2026-03-01T00:00:00Z,1\n', 'latin1'),
    /p\.csv:2: a character is not UTF-8/,
  ],
] as const)('refuses what is no CSV: %s', async (_reason, rows, expected) => {
  const content = Buffer.concat([Buffer.from('equipment_id,ts,power_w\n'), Buffer.from(rows)]);
  expect((await complaints(content)).join('\n')).toMatch(expected);
});

const writeParquet = async (path: string, select: string): Promise<void> => {
  const connection = await openStage();
  await connection.run(`copy (${select}) to '${path}' (format parquet)`);
};

test.each([
  ['timestamptz', "timestamptz '2026-10-25 00:30:00+00'", undefined],
  ['timestamp', "timestamp '2026-10-25 02:30:00'", 'Europe/Paris'],
  ['timestamp in nanoseconds', "timestamp_ns '2026-10-25 02:30:00'", 'Europe/Paris'],
  ['text', "'2026-10-25T02:30+02:00'", undefined],
] as const)('reads Parquet with ts as %s', (_type, ts, timezone) =>
  withFolder(async (folder) => {
    await writeParquet(
      join(folder, 'a.parquet'),
      `select 3.5::decimal(9,2) as power_w, ${ts} as ts, 'h' as equipment_id
       union all select NULL, ${ts}, 'i'`,
    );
    const { connection } = await stageAll(folder, {}, { timezone });
    expect(await rowsOf(connection, staged)).toEqual([
      ['h', '', '2026-10-25 00:30:00+00', 3.5],
      ['i', '', '2026-10-25 00:30:00+00', null],
    ]);
  }),
);

test('refuses Parquet columns of a wrong type or name, and names the rows without an instant', () =>
  withFolder(async (folder) => {
    await writeParquet(join(folder, 'a.parquet'), "select 'x' as equipment, now() as ts, '3' as power_w");
    await writeParquet(
      join(folder, 'b.parquet'),
      "select 'x' as equipment_id, NULL::timestamptz as ts, 3 as power_w union all select NULL, now(), 4",
    );
    await writeFiles(folder, { 'c.parquet': 'no parquet at all' });
    const error = await stageAll(folder, {}, { timezone: undefined }).catch((thrown: unknown) => thrown);
    const details =
      error instanceof BilanError ? error.details.map((line) => line.replaceAll(folder, '')) : [];
    expect(details.slice(0, 3).map((line) => line.split(';')[0])).toEqual([
      "/a.parquet: unknown column 'equipment'",
      '/a.parquet: column power_w has the type VARCHAR',
      '/a.parquet: column equipment_id is missing',
    ]);
    expect(details[3]).toMatch(/^\/b\.parquet: row 1: column ts is blank/);
    expect(details[4]).toMatch(/^\/b\.parquet: row 2: column equipment_id is blank/);
    expect(details[5]).toMatch(/^\/c\.parquet: cannot be read/);
    expect(details).toHaveLength(6);
  }));
