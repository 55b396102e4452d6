import { createHash } from 'node:crypto';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BuiltPart, PartRef } from '../../../src/domain/sample-files.ts';
import { buildParts } from '../../../src/store/samples/build-parts.ts';
import { removeSuperseded } from '../../../src/store/samples/remove-superseded.ts';
import { appendSamples } from '../../../src/store/samples/stage.ts';
import { batchOf, openStage, type Row, rowsOf, withFolder } from './work-database.ts';

interface Collected {
  readonly connection: DuckDBConnection;
  readonly built: readonly BuiltPart[];
}

/** One collection: rows staged on a new connection, parts built over those that stand. */
const collect = async (
  folder: string,
  rows: readonly Row[],
  standing: {
    readonly current?: readonly PartRef[];
    readonly rejected?: string;
    readonly threads?: number;
  } = {},
): Promise<Collected> => {
  const connection = await openStage();
  if (standing.threads !== undefined) await connection.run(`set threads = ${standing.threads}`);
  await appendSamples(connection, batchOf(rows));
  if (standing.rejected !== undefined) {
    await connection.run(
      `create temp table standing_rejected as select * from (values ${standing.rejected})
         as v(day, equipment_id, feed, ts, power_w, reason)`,
    );
    await connection.run(`alter table standing_rejected alter day type date`);
    await connection.run(`alter table standing_rejected alter ts type timestamptz`);
    await connection.run(`alter table standing_rejected alter power_w type double`);
  }
  const built = await buildParts(connection, {
    folder,
    current: standing.current ?? [],
    ...(standing.rejected === undefined ? {} : { currentRejected: 'standing_rejected' }),
  });
  return { connection, built };
};

const partRows = (
  connection: DuckDBConnection,
  folder: string,
  part: PartRef | undefined,
): Promise<unknown[]> =>
  rowsOf(
    connection,
    `select equipment_id, feed, ts::varchar, power_w
     from read_parquet('${join(folder, part?.file ?? '')}', hive_partitioning=false)`,
  );

const rejectedRows = (connection: DuckDBConnection): Promise<unknown[]> =>
  rowsOf(
    connection,
    'select day::varchar, equipment_id, ts::varchar, power_w::varchar, reason from built_rejected order by all',
  );

const A = '2026-03-01T10:00:00Z';
const B = '2026-03-01T10:01:00Z';

test('writes one sorted part a UTC day, in the named columns and types, with what the manifest needs', () =>
  withFolder(async (folder) => {
    const { connection, built } = await collect(folder, [
      ['h2', B, 20],
      ['h10', '2026-03-02T00:00:00Z', 3],
      ['h2', A, 10, 'B'],
      ['h2', A, 11, 'A'],
      ['h10', '2026-03-01T23:59:59.999Z', 2],
      ['h2', A, 12],
    ]);
    expect(built.map(({ day }) => day)).toEqual(['2026-03-01', '2026-03-02']);
    const [first, second] = built;
    expect(await partRows(connection, folder, first)).toEqual([
      ['h10', '', '2026-03-01 23:59:59.999+00', 2],
      ['h2', '', '2026-03-01 10:00:00+00', 12],
      ['h2', '', '2026-03-01 10:01:00+00', 20],
      ['h2', 'A', '2026-03-01 10:00:00+00', 11],
      ['h2', 'B', '2026-03-01 10:00:00+00', 10],
    ]);
    expect(await partRows(connection, folder, second)).toEqual([['h10', '', '2026-03-02 00:00:00+00', 3]]);
    const bytes = await readFile(join(folder, first?.file ?? ''));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(first).toEqual({
      day: '2026-03-01',
      file: `day=2026-03-01/${sha256.slice(0, 16)}.parquet`,
      sha256,
      rowCount: 5,
      rejectedCount: 0,
      equipmentCount: 2,
      firstTs: BigInt(Date.parse(A)) * 1_000n,
      lastTs: BigInt(Date.parse('2026-03-01T23:59:59.999Z')) * 1_000n,
    });
    expect(
      await rowsOf(
        connection,
        `select column_name, column_type from
           (describe from read_parquet('${join(folder, first?.file ?? '')}', hive_partitioning=false))`,
      ),
    ).toEqual([
      ['equipment_id', 'VARCHAR'],
      ['feed', 'VARCHAR'],
      ['ts', 'TIMESTAMP WITH TIME ZONE'],
      ['power_w', 'DOUBLE'],
    ]);
    expect(await readdir(join(folder, 'day=2026-03-01'))).toHaveLength(1);
  }));

test('rejects what cannot be power, with its reason, and keeps it apart', () =>
  withFolder(async (folder) => {
    const at = (minute: number): string => `2026-03-01T10:0${minute}:00Z`;
    const { connection, built } = await collect(folder, [
      ['h', at(0), null],
      ['h', at(1), Number.NaN],
      ['h', at(2), Number.POSITIVE_INFINITY],
      ['h', at(3), Number.NEGATIVE_INFINITY],
      ['h', at(4), -0.5],
      ['h', at(5), 0],
      ['only-rejected', at(0), null],
    ]);
    expect(built).toMatchObject([{ rowCount: 1, rejectedCount: 6, equipmentCount: 1 }]);
    const day = (minute: number, watts: string | null, reason: string, id = 'h') => [
      '2026-03-01',
      id,
      `2026-03-01 10:0${minute}:00+00`,
      watts,
      reason,
    ];
    expect(await rejectedRows(connection)).toEqual([
      day(0, null, 'null'),
      day(1, 'nan', 'nan'),
      day(2, 'inf', 'infinite'),
      day(3, '-inf', 'infinite'),
      day(4, '-0.5', 'negative'),
      day(0, null, 'null', 'only-rejected'),
    ]);
  }));

test('a day of rejected samples alone has a part without rows', () =>
  withFolder(async (folder) => {
    const { connection, built } = await collect(folder, [['h', A, null]]);
    expect(built).toMatchObject([
      { rowCount: 0, rejectedCount: 1, equipmentCount: 0, firstTs: null, lastTs: null },
    ]);
    expect(await partRows(connection, folder, built[0])).toEqual([]);
  }));

test('T5: the same samples collected twice change nothing', () =>
  withFolder(async (folder) => {
    const rows: Row[] = [
      ['h', A, 1],
      ['h', B, null],
    ];
    const { built } = await collect(folder, rows);
    const again = await collect(folder, rows, {
      current: built,
      rejected: `('2026-03-01', 'h', '', '${B}', NULL, 'null')`,
    });
    expect(again.built).toEqual([]);
    expect(await rejectedRows(again.connection)).toEqual([]);
    expect(await readdir(join(folder, 'day=2026-03-01'))).toHaveLength(1);
  }));

test('the last collected counts, even if it is then rejected, and comes back when it is good again', () =>
  withFolder(async (folder) => {
    const first = await collect(folder, [
      ['h', A, 1],
      ['h', B, 2],
    ]);
    const second = await collect(folder, [['h', A, -7]], { current: first.built });
    expect(await partRows(second.connection, folder, second.built[0])).toEqual([
      ['h', '', '2026-03-01 10:01:00+00', 2],
    ]);
    expect(await rejectedRows(second.connection)).toEqual([
      ['2026-03-01', 'h', '2026-03-01 10:00:00+00', '-7.0', 'negative'],
    ]);
    const third = await collect(folder, [['h', A, 3]], {
      current: second.built,
      rejected: `('2026-03-01', 'h', '', '${A}', -7, 'negative')`,
    });
    expect(await partRows(third.connection, folder, third.built[0])).toEqual([
      ['h', '', '2026-03-01 10:00:00+00', 3],
      ['h', '', '2026-03-01 10:01:00+00', 2],
    ]);
    expect(third.built).toMatchObject([{ rowCount: 2, rejectedCount: 0 }]);
    expect(await rejectedRows(third.connection)).toEqual([]);
  }));

test('a new rejected sample beside an unchanged part keeps the part', () =>
  withFolder(async (folder) => {
    const first = await collect(folder, [['h', A, 1]]);
    const second = await collect(folder, [['h', B, null]], { current: first.built });
    expect(second.built).toEqual([{ ...first.built[0], rejectedCount: 1 }]);
    expect(await readdir(join(folder, 'day=2026-03-01'))).toHaveLength(1);
  }));

test('within one collection the last to arrive counts, across batches and in one', () =>
  withFolder(async (folder) => {
    const connection = await openStage();
    await appendSamples(
      connection,
      batchOf([
        ['h', A, 1],
        ['h', B, 9],
        ['h', A, 2],
      ]),
    );
    await appendSamples(connection, batchOf([['h', B, 10]]));
    const built = await buildParts(connection, { folder, current: [] });
    expect(await partRows(connection, folder, built[0])).toEqual([
      ['h', '', '2026-03-01 10:00:00+00', 2],
      ['h', '', '2026-03-01 10:01:00+00', 10],
    ]);
  }));

test('a day is left alone by a collection that has nothing of it', () =>
  withFolder(async (folder) => {
    const first = await collect(folder, [['h', '2026-03-02T00:00:00Z', 1]]);
    const second = await collect(folder, [['h', '2026-03-01T23:59:00Z', 2]], { current: first.built });
    expect(second.built.map(({ day }) => day)).toEqual(['2026-03-01']);
  }));

test.each([
  ['missing', undefined],
  ['altered', 'not what it was'],
] as const)('refuses to build upon a part that is %s', (_state, content) =>
  withFolder(async (folder) => {
    const { built } = await collect(folder, [['h', A, 1]]);
    const [part] = built;
    if (part === undefined) throw new Error('no part');
    if (content !== undefined) await writeFile(join(folder, part.file), content);
    const current = content === undefined ? [{ ...part, file: 'day=2026-03-01/gone.parquet' }] : built;
    await expect(collect(folder, [['h', A, 2]], { current })).rejects.toMatchObject({ exitCode: 6 });
  }),
);

test('the same rows give the same bytes on one thread and on several, in whatever order they arrive', () =>
  withFolder(async (folder) => {
    const equipment = 150;
    const rows: Row[] = Array.from({ length: equipment * 1_440 }, (_, i) => {
      const minute = Math.floor(i / equipment);
      return [
        `host-${i % equipment}`,
        new Date(Date.UTC(2026, 2, 1, 0, minute)).toISOString(),
        (i * 7_919) % 4_001,
      ];
    });
    const hashes = [];
    for (const [threads, given] of [
      [1, rows],
      [2, rows],
      [4, rows.toReversed()],
    ] as const) {
      const { built } = await collect(folder, given, { threads });
      hashes.push(built.map(({ sha256, rowCount }) => [sha256, rowCount]));
    }
    expect(hashes[0]?.[0]?.[1]).toBe(equipment * 1_440);
    expect(hashes[1]).toEqual(hashes[0]);
    expect(hashes[2]).toEqual(hashes[0]);
  }));

test('collections in any split leave what one collection of all rows leaves', async () => {
  const row = fc.tuple(fc.constantFrom('a', 'b'), fc.integer({ min: 0, max: 5 }), fc.constantFrom(1, 2, 3));
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), fc.nat(20), async (found, cut) => {
      await withFolder(async (folder) => {
        const rows = found.map(
          ([id, i, watts]): Row => [
            id,
            new Date(Date.parse('2026-03-01T23:58:00Z') + i * 60_000).toISOString(),
            watts,
          ],
        );
        const once = await collect(folder, rows);
        const first = await collect(folder, rows.slice(0, cut));
        const second = await collect(folder, rows.slice(cut), { current: first.built });
        const replaced = new Set(second.built.map(({ day }) => day));
        const left = [...first.built.filter(({ day }) => !replaced.has(day)), ...second.built];
        const hashes = (parts: readonly PartRef[]): string[] =>
          parts.map(({ day, sha256 }) => day + sha256).sort();
        expect(hashes(left)).toEqual(hashes(once.built));
      });
    }),
    { numRuns: 15 },
  );
});

test('removes superseded parts and leftovers, but nothing kept, recent or foreign', () =>
  withFolder(async (folder) => {
    const first = await collect(folder, [['h', A, 1]]);
    const second = await collect(folder, [['h', A, 2]], { current: first.built });
    const day = join(folder, 'day=2026-03-01');
    const leftover = '.part-00000000-0000-4000-8000-000000000000.tmp';
    for (const name of [leftover, 'notes.txt']) await writeFile(join(day, name), '');
    const cut = new Date('2026-04-01T00:00:00Z');
    const keep = second.built.map(({ file }) => file);
    const old = new Date('2026-03-31T00:00:00Z');
    for (const name of await readdir(day)) await utimes(join(day, name), old, old);
    const recent = await collect(folder, [['h', A, 3]], { current: second.built });
    const superseded = first.built[0]?.file ?? '';
    expect(await removeSuperseded(folder, keep, cut)).toEqual(
      [`day=2026-03-01/${leftover}`, superseded].sort(),
    );
    const rest = [...keep, ...recent.built.map(({ file }) => file)].map((file) => file.split('/')[1]);
    expect((await readdir(day)).sort()).toEqual([...rest, 'notes.txt'].sort());
    expect(await removeSuperseded(join(folder, 'none'), [], cut)).toEqual([]);
  }));
