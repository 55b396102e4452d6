import type { CivilDate } from '../domain/civil-date.ts';
import type { Period } from '../domain/period.ts';
import { stageRows } from './append.ts';
import type { DuckdbDatabase } from './duckdb.ts';
import { type LedgerOptions, withLedger } from './ledger.ts';
import { createView, inReadingOrder, loadQueryFiles } from './query-files.ts';
import { civilDays, utcDays, verifyParts } from './run-inputs.ts';
import { literal, pathLiteral } from './samples/sql-text.ts';

export interface RunSamplesOptions extends LedgerOptions {
  readonly ledger: string;
  /** Folder of the Parquet parts. */
  readonly samples: string;
  readonly runId: string;
  readonly equipmentId: string;
  readonly day: CivilDate;
}

/** One Parquet part of samples, as the run read it. */
export interface SamplePart {
  readonly utc_day: string;
  readonly file: string;
  readonly sha256: string;
}

/** What a run read of one equipment's samples around a day, and by which parameters. */
export interface RunSamples {
  readonly parts: readonly SamplePart[];
  readonly timezone: string;
  readonly maxGapMinutes: number;
  readonly maxPowerW: number;
}

/** Views that the steps from samples to energy read. */
const STAGES = ['reference_current', 'datacenter', 'equipment', 'civil_day', 'sample', 'rejected_sample'];

const copyTables = async (work: DuckdbDatabase, options: RunSamplesOptions, parts: readonly SamplePart[]) => {
  const files = parts.length === 0 ? "''" : parts.map((part) => literal(part.file)).join(', ');
  const where: Readonly<Record<string, string>> = {
    // The reference files as that run knew them, whatever was loaded since.
    snapshot: `source <> 'reference' or snapshot_seq <= (
      select max(s.snapshot_seq) from ledger.raw.snapshot as s
      join ledger.calc.run_input as i on i.kind = 'reference_file' and i.detail = s.snapshot_id and i.run_id = ${literal(options.runId)})`,
    reference_file: 'true',
    datacenters: 'true',
    equipment: `equipment_id = ${literal(options.equipmentId)}`,
    sample_part: `file in (${files})`,
    rejected_sample: `equipment_id = ${literal(options.equipmentId)}`,
  };
  await work.run('create schema memory.raw; create schema memory.stage; create schema memory.calc');
  for (const [table, condition] of Object.entries(where))
    await work.run(`create table memory.raw.${table} as from ledger.raw.${table} where ${condition}`);
};

const readParameters = async (
  work: DuckdbDatabase,
  runId: string,
): Promise<Pick<RunSamples, 'timezone' | 'maxGapMinutes' | 'maxPowerW'>> => {
  const rows = await work.rows<{ name: string; detail: string }>(
    "select name, detail from calc.run_input where run_id = $run_id and kind = 'parameter'",
    { run_id: runId },
  );
  const value = (name: string): string => rows.find((row) => row.name === name)?.detail ?? '';
  return {
    timezone: value('timezone'),
    maxGapMinutes: Number(value('max_gap_minutes')),
    maxPowerW: Number(value('max_power_w')),
  };
};

/**
 * Brings the samples of one equipment around a day into a work database, from the very Parquet parts that a run recorded.
 * @returns the parts, checked against their hashes, and the run's parameters
 * @throws exit 6 when a part is missing or is not what the run read
 */
export const loadRunSamples = async (
  work: DuckdbDatabase,
  options: RunSamplesOptions,
): Promise<RunSamples> => {
  const period: Period = { from: options.day, to: options.day };
  const { parts, parameters } = await withLedger(
    work,
    options.ledger,
    'read',
    async () => {
      const found = await readParameters(work, options.runId);
      const zone = await work.value(
        `select coalesce(d.timezone, $timezone) from calc.equipment_day as e join raw.datacenters as d using (datacenter_id)
         where e.run_id = $run_id and e.equipment_id = $equipment_id limit 1`,
        { timezone: found.timezone, run_id: options.runId, equipment_id: options.equipmentId },
      );
      const days = utcDays([String(zone ?? found.timezone)], period, found.maxGapMinutes);
      const recorded = await work.rows<{ utc_day: string; file: string; sha256: string }>(
        `select name as utc_day, detail as file, sha256 from calc.run_input
         where run_id = $run_id and kind = 'sample_part' and name between $first and $last order by name`,
        { run_id: options.runId, ...days },
      );
      await copyTables(work, options, recorded);
      return { parts: recorded, parameters: found };
    },
    options,
  );
  const paths = await verifyParts(options.samples, parts);
  await work.run(
    paths.length === 0
      ? 'create table raw.sample (equipment_id varchar, feed varchar, ts timestamptz, power_w double)'
      : `create view raw.sample as select equipment_id, feed, ts, power_w
         from read_parquet([${paths.map(pathLiteral).join(', ')}], hive_partitioning = false) where equipment_id = ${literal(options.equipmentId)}`,
  );
  const zones = await work.rows<{ timezone: string }>(
    'select distinct coalesce(timezone, $timezone) as timezone from raw.datacenters order by 1',
    { timezone: parameters.timezone },
  );
  await stageRows(
    work,
    'civil_day',
    { timezone: 'VARCHAR', day: 'DATE', start_us: 'BIGINT', end_us: 'BIGINT' },
    [
      civilDays(
        zones.map((row) => row.timezone),
        period,
      ),
    ],
  );
  await work.run('create table raw.civil_day as from main.civil_day');
  const stages = (await loadQueryFiles('stage')).filter((stage) => STAGES.includes(stage.relation));
  for (const stage of inReadingOrder(stages)) await createView(work, stage);
  return { parts, ...parameters };
};
