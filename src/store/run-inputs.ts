import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { addDays, type CivilDate, civilDateOf, daysBetween, startOfCivilDay } from '../domain/civil-date.ts';
import { ledgerError, messageOf, missingInputsError } from '../domain/errors.ts';
import type { Period } from '../domain/period.ts';
import { stageRows } from './append.ts';
import type { DuckdbDatabase } from './duckdb.ts';
import { type LedgerOptions, withLedger } from './ledger.ts';
import { createView, inReadingOrder, loadQueryFiles, type QueryFile } from './query-files.ts';
import { pathLiteral } from './samples/sql-text.ts';

/** One thing a run read, with the hash of its content. */
export interface RunInput {
  readonly kind: 'snapshot' | 'reference_file' | 'sample_part' | 'queries' | 'parameter';
  readonly name: string;
  readonly detail: string | null;
  readonly sha256: string | null;
  readonly row_count: number | null;
}

export interface InputOptions extends LedgerOptions {
  readonly ledger: string;
  /** Folder of the Parquet parts. */
  readonly samples: string;
  readonly period: Period;
  readonly timezone: string;
  readonly maxGapMinutes: number;
}

/** Days before the period whose samples the estimate of a gap may need. */
const LOOK_BACK_DAYS = 7;

const hashFile = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
};

/** The stages that the steps of a calculation read, directly or through one another. */
const stagesOfSteps = async (): Promise<QueryFile[]> => {
  const [stages, calcs] = await Promise.all([loadQueryFiles('stage'), loadQueryFiles('calc')]);
  const byName = new Map(stages.map((query) => [`stage.${query.relation}`, query]));
  const needed = new Set<QueryFile>();
  const add = ({ reads }: QueryFile): void => {
    for (const read of reads) {
      const stage = byName.get(read);
      if (stage === undefined || needed.has(stage)) continue;
      needed.add(stage);
      add(stage);
    }
  };
  for (const step of calcs.filter((query) => query.step !== undefined)) add(step);
  return inReadingOrder([...needed]);
};

/** Made for the run: the samples of its parts, its days, and the rejected samples of those days. */
const MADE_FOR_THE_RUN = ['raw.sample', 'raw.civil_day', 'raw.rejected_sample'];

/** Copies the tables below the stages; the answers of ITCare as they came, by far the most of a ledger, are none of them. */
const copyRaw = async (work: DuckdbDatabase, stages: readonly QueryFile[]): Promise<void> => {
  const tables = new Set(stages.flatMap((stage) => stage.reads.filter((read) => read.startsWith('raw.'))));
  await work.run('create schema memory.raw; create schema memory.stage; create schema memory.calc');
  for (const table of tables) {
    if (!MADE_FOR_THE_RUN.includes(table))
      await work.run(`create table memory.${table} as from ledger.${table}`);
  }
};

const currentParts = (work: DuckdbDatabase, first: CivilDate, last: CivilDate) =>
  work.rows<{ utc_day: string; file: string; sha256: string; row_count: bigint; snapshot_seq: bigint }>(
    `select utc_day, file, sha256, row_count, snapshot_seq
     from raw.sample_part
     where utc_day between cast($first as date) and cast($last as date)
     qualify row_number() over (partition by utc_day order by snapshot_seq desc) = 1
     order by utc_day`,
    { first, last },
  );

/** The civil days of some zones around a period, with their bounds in epoch microseconds. */
export const civilDays = (
  zones: readonly string[],
  period: Period,
): { timezone: string; day: string; start_us: bigint; end_us: bigint }[] =>
  zones.flatMap((timezone) =>
    daysBetween(addDays(period.from, -LOOK_BACK_DAYS - 2), addDays(period.to, 2)).map((day) => ({
      timezone,
      day,
      start_us: BigInt(startOfCivilDay(day, timezone)) * 1000n,
      end_us: BigInt(startOfCivilDay(addDays(day, 1), timezone)) * 1000n,
    })),
  );

const PART_HINT = 'Bring the samples folder back from a copy that belongs to this ledger.';

/**
 * Checks sample parts against their hashes.
 * @returns their paths
 * @throws exit 6 for one that is missing or changed
 */
export const verifyParts = async (
  folder: string,
  parts: readonly { file: string; sha256: string }[],
): Promise<string[]> => {
  const paths: string[] = [];
  for (const part of parts) {
    const path = join(folder, part.file);
    const hash = await hashFile(path).catch((error: unknown) => {
      throw ledgerError(`The sample part ${path} cannot be read: ${messageOf(error)}`, {
        hint: PART_HINT,
        cause: error,
      });
    });
    if (hash !== part.sha256) {
      throw ledgerError(
        `The sample part ${path} is not what the ledger holds of it (sha256 ${hash}, expected ${part.sha256})`,
        {
          hint: PART_HINT,
        },
      );
    }
    paths.push(path);
  }
  return paths;
};

/** Makes the views of `queries/stage` in the work database. */
const createStages = async (work: DuckdbDatabase, stages: readonly QueryFile[]): Promise<void> => {
  for (const stage of stages) await createView(work, stage);
};

/** The span of samples that a period needs, in UTC days: seven days before it, and the gap on each side. */
export const utcDays = (
  zones: readonly string[],
  period: Period,
  maxGapMinutes: number,
): { first: CivilDate; last: CivilDate } => {
  const gapMs = maxGapMinutes * 60_000;
  const starts = zones.map((zone) => startOfCivilDay(addDays(period.from, -LOOK_BACK_DAYS), zone) - gapMs);
  const ends = zones.map((zone) => startOfCivilDay(addDays(period.to, 1), zone) + gapMs);
  return { first: civilDateOf(Math.min(...starts), 'UTC'), last: civilDateOf(Math.max(...ends), 'UTC') };
};

const listInputs = async (
  work: DuckdbDatabase,
  parts: Awaited<ReturnType<typeof currentParts>>,
): Promise<RunInput[]> => {
  const snapshots = await work.rows<{ snapshot_id: string; taken_at: string; row_count: bigint }>(
    `select snapshot_id, strftime(timezone('UTC', taken_at), '%Y-%m-%dT%H:%M:%S.%gZ') as taken_at, row_count
     from raw.snapshot
     where snapshot_id in (select snapshot_id from stage.reference_current)
       or snapshot_seq in (select unnest(string_split($parts, ' ')) :: bigint)
     order by snapshot_seq`,
    { parts: ['-1', ...new Set(parts.map((part) => String(part.snapshot_seq)))].join(' ') },
  );
  const files = await work.rows<{ name: string; sha256: string; row_count: bigint; snapshot_id: string }>(
    'select name, sha256, row_count, snapshot_id from stage.reference_current order by name',
  );
  return [
    ...snapshots.map((snapshot) => ({
      kind: 'snapshot' as const,
      name: snapshot.snapshot_id,
      detail: snapshot.taken_at,
      sha256: null,
      row_count: Number(snapshot.row_count),
    })),
    ...files.map((file) => ({
      kind: 'reference_file' as const,
      name: `${file.name}.csv`,
      detail: file.snapshot_id,
      sha256: file.sha256,
      row_count: Number(file.row_count),
    })),
    ...parts.map((part) => ({
      kind: 'sample_part' as const,
      name: part.utc_day,
      detail: part.file,
      sha256: part.sha256,
      row_count: Number(part.row_count),
    })),
  ];
};

/**
 * Copies what a calculation reads out of the ledger into the work database (schemas raw and stage), so that the ledger is free
 * while the calculation runs, and checks every sample part against its hash.
 * @returns the reference load, its files, and the sample parts with their snapshots that the run will read
 * @throws exit 5 when no reference files were ever collected, exit 6 when a part is missing or changed
 */
export const loadRunInputs = async (work: DuckdbDatabase, options: InputOptions): Promise<RunInput[]> => {
  const stages = await stagesOfSteps();
  const { parts, zones } = await withLedger(
    work,
    options.ledger,
    'read',
    async () => {
      await copyRaw(work, stages);
      const rows = await work.rows<{ timezone: string }>(
        'select distinct coalesce(timezone, $timezone) as timezone from stage.datacenter order by 1',
        { timezone: options.timezone },
      );
      if (rows.length === 0) {
        throw missingInputsError('No reference files were ever collected', {
          hint: 'Run `bilan collect reference` first.',
        });
      }
      const found = rows.map((row) => row.timezone);
      const { first, last } = utcDays(found, options.period, options.maxGapMinutes);
      const current = await currentParts(work, first, last);
      await work.run(
        `create table memory.raw.rejected_sample as
         select * from ledger.raw.rejected_sample where utc_day between cast($first as date) and cast($last as date)`,
        { first, last },
      );
      return { parts: current, zones: found };
    },
    options,
  );
  const paths = await verifyParts(options.samples, parts);
  await work.run(
    paths.length === 0
      ? 'create table raw.sample (equipment_id varchar, feed varchar, ts timestamptz, power_w double)'
      : `create view raw.sample as select equipment_id, feed, ts, power_w from read_parquet([${paths.map(pathLiteral).join(', ')}], hive_partitioning = false)`,
  );
  await stageRows(
    work,
    'civil_day',
    { timezone: 'VARCHAR', day: 'DATE', start_us: 'BIGINT', end_us: 'BIGINT' },
    [civilDays(zones, options.period)],
  );
  await work.run('create table raw.civil_day as from main.civil_day');
  await createStages(work, stages);
  return listInputs(work, parts);
};
