import type { DuckDBConnection } from '@duckdb/node-api';
import { messageOf, sourceError } from '../../domain/errors.ts';
import { SAMPLE_COLUMNS, type SampleFile, type SampleFilePlan } from '../../domain/sample-files.ts';
import { didYouMean } from '../../domain/suggest.ts';
import { describeFileProblems, dropRejected, type LocalTimes } from './file-problems.ts';
import { type ColumnTypes, type FileRowsOptions, fileRowsSql, IS_WRONG_SQL } from './file-rows.ts';
import { isRepeatedSql, localSpans, toUtcSql } from './local-spans.ts';
import { pathLiteral } from './sql-text.ts';
import { addSeries, nextSeq, readNumber, setNextSeq } from './stage.ts';

export interface StageFilesOptions {
  /** IANA name for instants without an offset; undefined makes such an instant an error. */
  readonly timezone: string | undefined;
  /** First instant to keep, epoch microseconds; all when absent. */
  readonly fromUs?: bigint;
  /** Last instant to keep, included. */
  readonly toUs?: bigint;
}

export interface StagedFile {
  readonly path: string;
  readonly sha256: string;
  /** Samples in the file. */
  readonly rowCount: number;
  /** Of these, the ones within the period. */
  readonly stagedCount: number;
}

export interface StagedFiles {
  readonly files: readonly StagedFile[];
  readonly rowCount: number;
  readonly stagedCount: number;
  readonly notices: readonly string[];
}

type Outcome = { readonly staged: StagedFile } | { readonly problems: readonly string[] };

const NUMERIC = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(.*\))$/;

const isTypeOf: Readonly<Record<string, (type: string) => boolean>> = {
  equipment_id: (type) => type === 'VARCHAR' || type.startsWith('ENUM') || /INT/.test(type),
  feed: (type) => type === 'VARCHAR' || type.startsWith('ENUM') || /INT/.test(type),
  ts: (type) => type === 'VARCHAR' || type.startsWith('TIMESTAMP'),
  power_w: (type) => NUMERIC.test(type),
};

const parquetTypes = async (connection: DuckDBConnection, file: SampleFile): Promise<Map<string, string>> => {
  const reader = await connection.runAndReadAll(
    `describe select * from read_parquet(${pathLiteral(file.path)}, hive_partitioning=false)`,
  );
  return new Map(reader.getRows().map(([name, type]) => [String(name), String(type)]));
};

const typeProblems = (file: SampleFile, types: ColumnTypes): string[] => {
  const expected = 'expected equipment_id (text), ts (timestamp), power_w (number) and perhaps feed (text)';
  const names: readonly string[] = SAMPLE_COLUMNS;
  const wrong = [...types].flatMap(([name, type]) => {
    if (!names.includes(name)) return [`unknown column '${name}'${didYouMean(name, names)}`];
    return isTypeOf[name]?.(type) === true ? [] : [`column ${name} has the type ${type}`];
  });
  const missing = names
    .filter((name) => name !== 'feed' && !types.has(name))
    .map((name) => `column ${name} is missing`);
  return [...wrong, ...missing].map((problem) => `${file.path}: ${problem}; ${expected}`);
};

interface Inspection {
  readonly rowCount: number;
  readonly wrongCount: number;
  /** Extent of the instants without an offset, microseconds as if UTC; undefined where there are none. */
  readonly local: { readonly from: number; readonly to: number } | undefined;
}

/** Reads the file once: its series (into `file_series`), whether anything is wrong, and the extent of local times. */
const inspect = async (
  connection: DuckDBConnection,
  file: SampleFile,
  options: FileRowsOptions,
): Promise<Inspection> => {
  await connection.run(`
    create or replace temp table file_series as
    select equipment_id, feed, count(*) as row_count, count(*) filter (${IS_WRONG_SQL}) as wrong_count,
      min(at_us) filter (is_local) as from_local, max(at_us) filter (is_local) as to_local
    from (${fileRowsSql(file, { ...options, isNumbered: false })})
    group by equipment_id, feed`);
  const reader = await connection.runAndReadAll(
    'select sum(row_count), sum(wrong_count), min(from_local), max(to_local) from file_series',
  );
  const [rowCount, wrongCount, from, to] = reader.getRows()[0] ?? [];
  return {
    rowCount: Number(rowCount ?? 0),
    wrongCount: Number(wrongCount ?? 0),
    local:
      typeof from === 'bigint' && typeof to === 'bigint' ? { from: Number(from), to: Number(to) } : undefined,
  };
};

/** As `inspect`, also of a file with lines that are no CSV: then of what can be read. */
const inspectWhole = async (
  connection: DuckDBConnection,
  file: SampleFile,
  types: ColumnTypes,
): Promise<{ readonly inspection: Inspection; readonly isReadable: boolean }> => {
  try {
    return { inspection: await inspect(connection, file, { types }), isReadable: true };
  } catch {
    await dropRejected(connection);
    const nothing: Inspection = { rowCount: 0, wrongCount: 0, local: undefined };
    const inspection = await inspect(connection, file, { types, keepsRejects: true }).catch(() => nothing);
    return { inspection, isReadable: false };
  }
};

/**
 * The rows with their UTC instant. Where the clocks show an hour twice, the first row in the file with an
 * (equipment, feed, local instant) is the earlier one and any further row the later one.
 */
const instantsSql = (file: SampleFile, types: ColumnTypes, { spans }: LocalTimes): string => {
  const rows = fileRowsSql(file, { types });
  if (spans.length === 0) return `select n, equipment_id, feed, at_us as ts_us, power_w from (${rows})`;
  const first = toUtcSql(spans, 'at_us', 'first');
  const second = toUtcSql(spans, 'at_us', 'second');
  const isRepeated = `is_local and (${isRepeatedSql(spans, 'at_us')})`;
  const single = `
    select n, equipment_id, feed, case when is_local then ${first} else at_us end as ts_us, power_w
    from (${rows}) where not (${isRepeated})`;
  if (spans.every((span) => span.laterOffset === undefined)) return single;
  return `${single}
    union all
    select n, equipment_id, feed, case when turn = 1 then ${first} else ${second} end as ts_us, power_w
    from (
      select *, row_number() over (partition by equipment_id, feed, at_us order by n) as turn
      from (${rows}) where ${isRepeated})`;
};

const stageRows = async (
  connection: DuckDBConnection,
  instants: string,
  { fromUs, toUs }: StageFilesOptions,
): Promise<number> => {
  const seq = await nextSeq(connection);
  const bounds = [
    ...(fromUs === undefined ? [] : [`ts_us >= ${fromUs}`]),
    ...(toUs === undefined ? [] : [`ts_us <= ${toUs}`]),
  ].join(' and ');
  await addSeries(connection, 'file_series');
  const result = await connection.run(`
    insert into staged_raw
    select ${seq} + n, series_id, ts_us, power_w
    from (${instants}) join staged_series using (equipment_id, feed)
    where ${bounds === '' ? 'true' : `ts_us is null or (${bounds})`}`);
  const last = await readNumber(connection, 'select coalesce(max(seq), 0) from staged_raw');
  await setNextSeq(connection, Math.max(seq, last + 1));
  return result.rowsChanged;
};

const stageFile = async (
  connection: DuckDBConnection,
  file: SampleFile,
  options: StageFilesOptions,
): Promise<Outcome> => {
  const types: ColumnTypes = file.format === 'csv' ? new Map() : await parquetTypes(connection, file);
  if (file.format === 'parquet') {
    const problems = typeProblems(file, types);
    if (problems.length > 0) return { problems };
  }
  const { timezone } = options;
  const { inspection, isReadable } = await inspectWhole(connection, file, types);
  const { local, wrongCount, rowCount } = inspection;
  const spans =
    local === undefined || timezone === undefined ? [] : localSpans(timezone, local.from, local.to);
  const times: LocalTimes = { timezone, spans };
  if (!isReadable || wrongCount > 0 || (local !== undefined && timezone === undefined)) {
    return { problems: await describeFileProblems(connection, file, types, times) };
  }
  const stagedCount = await stageRows(connection, instantsSql(file, types, times), options);
  const skipped = await connection.run('delete from staged_raw where ts_us is null');
  if (skipped.rowsChanged > 0)
    return { problems: await describeFileProblems(connection, file, types, times) };
  return { staged: { path: file.path, sha256: file.sha256, rowCount, stagedCount } };
};

/**
 * Stages the samples of files, in the plan's order. Values that cannot be power (blank, NaN, infinite, negative) are staged
 * too and rejected when the parts are built; text that is no number is an error.
 * @param connection one on which `createSampleStage` has run; its TimeZone is UTC
 * @param plan from `planSampleFiles`
 * @returns what was read; the caller passes the notices on
 * @throws exit 4 with every problem of every file (file, line, column, value, what was expected); what was staged is of no use then
 */
export const stageSampleFiles = async (
  connection: DuckDBConnection,
  plan: SampleFilePlan,
  options: StageFilesOptions,
): Promise<StagedFiles> => {
  const outcomes: Outcome[] = [];
  for (const file of plan) {
    const outcome = await stageFile(connection, file, options).catch((error: unknown) => ({
      problems: [`${file.path}: cannot be read: ${messageOf(error).split('\n')[0]}`],
    }));
    outcomes.push(outcome);
  }
  const problems = outcomes.flatMap((outcome) => ('problems' in outcome ? outcome.problems : []));
  if (problems.length > 0) {
    throw sourceError('files of power samples could not be read', { details: problems });
  }
  const files = outcomes.flatMap((outcome) => ('staged' in outcome ? [outcome.staged] : []));
  return {
    files,
    rowCount: files.reduce((sum, file) => sum + file.rowCount, 0),
    stagedCount: files.reduce((sum, file) => sum + file.stagedCount, 0),
    notices: files
      .filter((file) => file.rowCount === 0)
      .map((file) => `${file.path} holds no samples, only a header row`),
  };
};
