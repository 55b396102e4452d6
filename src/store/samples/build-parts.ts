import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { ledgerError } from '../../domain/errors.ts';
import type { BuiltPart, PartRef, RejectReason } from '../../domain/sample-files.ts';
import { sha256Hex } from '../../domain/sha256.ts';
import { literal, pathLiteral } from './sql-text.ts';
import { addSeries, readNumber } from './stage.ts';

export interface BuildPartsOptions {
  /** The samples folder, absolute; created when it is missing. */
  readonly folder: string;
  /** The parts that stand now, at least those of the days staged; one a day. */
  readonly current: readonly PartRef[];
  /**
   * A relation with the rejected samples that stand now, as SQL names it: `day date, equipment_id varchar, feed varchar,
   * ts timestamptz, power_w double, reason varchar`. None when absent.
   */
  readonly currentRejected?: string;
}

const DAY_US = 86_400_000_000n;

const reasonSql = (): string => {
  const reasons: readonly (readonly [RejectReason, string])[] = [
    ['null', 'power_w is null'],
    ['nan', 'isnan(power_w)'],
    ['infinite', 'isinf(power_w)'],
    ['negative', 'power_w < 0'],
  ];
  return `case ${reasons.map(([reason, test]) => `when ${test} then '${reason}'`).join(' ')} end`;
};

const dayName = (day: bigint): string => new Date(Number((day * DAY_US) / 1_000n)).toISOString().slice(0, 10);

const partSql = (path: string): string => `read_parquet(${pathLiteral(path)}, hive_partitioning=false)`;

/** A part that does not hold what the ledger says may not be merged: its successor would look sound. */
const verifyPart = async (path: string, part: PartRef): Promise<void> => {
  const hint = 'bring the samples folder back from a copy that belongs to this ledger';
  const sha256 = await sha256Hex(createReadStream(path)).catch((cause: unknown) => {
    throw ledgerError(`the sample part ${part.file} cannot be read`, { hint, cause });
  });
  if (sha256 !== part.sha256) {
    throw ledgerError(`the sample part ${part.file} is not the one that was recorded`, { hint });
  }
};

const NO_REJECTED = `(select NULL::date as day, NULL::varchar as equipment_id, NULL::varchar as feed,
  NULL::timestamptz as ts, NULL::double as power_w, NULL::varchar as reason where false)`;

/** What stands and what was staged, per key the last collected: `day_sample(series_id, ts_us, power_w, reason)`. */
const mergeDay = async (
  connection: DuckDBConnection,
  day: bigint,
  part: string | undefined,
  rejected: string,
): Promise<void> => {
  const standing = (from: string) => `
    select -1 as seq, series_id, epoch_us(ts) as ts_us, power_w
    from ${from} join staged_series using (equipment_id, feed)`;
  await connection.run(`
    create or replace temp table day_sample as
    select series_id, ts_us, power_w, ${reasonSql()} as reason
    from (
      select seq, series_id, ts_us, power_w from staged_raw
      where ts_us >= ${day * DAY_US} and ts_us < ${(day + 1n) * DAY_US}
      union all ${standing(`(select * from ${rejected} where day = ${literal(dayName(day))}::date)`)}
      ${part === undefined ? '' : `union all ${standing(partSql(part))}`}
    ) qualify row_number() over (partition by series_id, ts_us order by seq desc) = 1`);
};

/** Writes the clean samples of `day_sample`, sorted; the same rows give the same bytes on any number of threads. */
const writePart = async (connection: DuckDBConnection, path: string): Promise<string> => {
  await connection.run(`
    copy (
      select equipment_id, feed, make_timestamptz(ts_us) as ts, power_w
      from day_sample join ranked_series using (series_id)
      where reason is null
      order by place, ts_us
    ) to ${literal(path)} (format parquet, compression zstd, parquet_version v2, row_group_size 122880)`);
  return sha256Hex(createReadStream(path));
};

const rejectedOfDay = (day: bigint): string => `
  select ${literal(dayName(day))}::date as day, equipment_id, feed, make_timestamptz(ts_us) as ts, power_w, reason
  from day_sample join staged_series using (series_id)
  where reason is not null`;

const isRejectedSame = async (
  connection: DuckDBConnection,
  day: bigint,
  rejected: string,
): Promise<boolean> => {
  const columns = 'day, equipment_id, feed, ts, power_w, reason';
  const standing = `select ${columns} from ${rejected} where day = ${literal(dayName(day))}::date`;
  const differing = await readNumber(
    connection,
    `select count(*) from ((${standing} except ${rejectedOfDay(day)}) union all (${rejectedOfDay(day)} except ${standing}))`,
  );
  return differing === 0;
};

const measureDay = async (
  connection: DuckDBConnection,
): Promise<Omit<BuiltPart, 'day' | 'file' | 'sha256'>> => {
  const reader = await connection.runAndReadAll(`
    select count(*) filter (reason is null), count(*) filter (reason is not null),
      count(distinct equipment_id) filter (reason is null),
      min(ts_us) filter (reason is null), max(ts_us) filter (reason is null)
    from day_sample join staged_series using (series_id)`);
  const [rows, rejected, equipment, first, last] = reader.getRows()[0] ?? [];
  return {
    rowCount: Number(rows),
    rejectedCount: Number(rejected),
    equipmentCount: Number(equipment),
    firstTs: typeof first === 'bigint' ? first : null,
    lastTs: typeof last === 'bigint' ? last : null,
  };
};

const buildDay = async (
  connection: DuckDBConnection,
  day: bigint,
  { folder, current, currentRejected = NO_REJECTED }: BuildPartsOptions,
): Promise<BuiltPart | undefined> => {
  const name = dayName(day);
  const standing = current.find((part) => part.day === name);
  const standingPath = standing && join(folder, standing.file);
  await mergeDay(connection, day, standingPath, currentRejected);
  const aside = join(folder, `day=${name}`, `.part-${randomUUID()}.tmp`);
  await mkdir(join(folder, `day=${name}`), { recursive: true });
  try {
    const sha256 = await writePart(connection, aside);
    const isSamePart = sha256 === standing?.sha256;
    if (isSamePart && (await isRejectedSame(connection, day, currentRejected))) return undefined;
    const file = isSamePart ? standing.file : `day=${name}/${sha256.slice(0, 16)}.parquet`;
    if (!isSamePart) await rename(aside, join(folder, file));
    await connection.run(`insert into built_rejected ${rejectedOfDay(day)}`);
    return { day: name, file, sha256, ...(await measureDay(connection)) };
  } finally {
    await rm(aside, { force: true });
    await connection.run('drop table if exists day_sample');
  }
};

/** Numbers every series that the days hold, and ranks them as text sorts. */
const rankSeries = async (
  connection: DuckDBConnection,
  days: readonly bigint[],
  { folder, current, currentRejected }: BuildPartsOptions,
): Promise<void> => {
  const names = new Set(days.map(dayName));
  for (const part of current) {
    if (!names.has(part.day)) continue;
    const path = join(folder, part.file);
    await verifyPart(path, part);
    await addSeries(connection, partSql(path));
  }
  if (currentRejected !== undefined) await addSeries(connection, currentRejected);
  await connection.run(`
    create or replace temp table ranked_series as
    select series_id, equipment_id, feed, row_number() over (order by equipment_id, feed) as place
    from staged_series`);
};

/**
 * Merges what was staged with what stands into one new part per UTC day: unique by equipment, feed and instant, where the last
 * collected counts even if it is then rejected. Parts are written aside and renamed; nothing reads them before the caller
 * publishes their manifest rows, so an interruption leaves files that do no harm.
 * @param connection the one on which samples were staged; its TimeZone is UTC
 * @returns the days whose content changed, in order; the rejected rows of just these days, all of them, are in the temporary
 * table `built_rejected(day, equipment_id, feed, ts, power_w, reason)`
 * @throws exit 6 when a part that stands is missing or altered
 */
export const buildParts = async (
  connection: DuckDBConnection,
  options: BuildPartsOptions,
): Promise<BuiltPart[]> => {
  await connection.run(`
    create or replace temp table built_rejected
      (day date, equipment_id varchar, feed varchar, ts timestamptz, power_w double, reason varchar)`);
  const reader = await connection.runAndReadAll(
    `select distinct ts_us // ${DAY_US} as day from staged_raw order by day`,
  );
  const days = reader.getRows().flatMap(([day]) => (typeof day === 'bigint' ? [day] : []));
  await rankSeries(connection, days, options);
  const built: BuiltPart[] = [];
  for (const day of days) {
    const part = await buildDay(connection, day, options);
    if (part !== undefined) built.push(part);
  }
  return built;
};
