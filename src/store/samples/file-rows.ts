import type { SampleFile } from '../../domain/sample-files.ts';
import { literal, pathLiteral } from './sql-text.ts';

/** Types of a Parquet file's columns as DuckDB names them; empty for CSV, where all is text. */
export type ColumnTypes = ReadonlyMap<string, string>;

/** Rejected lines go to these temporary tables when a file is read to find its errors. */
export const REJECTED_LINES = 'sample_rejected_lines';
const REJECTED_SCANS = 'sample_rejected_scans';

const INSTANT = String.raw`\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-][01]\d(:?[0-5]\d)?)?`;

/** Earlier or later than this is a slip of the pen, and would make a search for clock changes endless. */
const FIRST_US = Date.UTC(1970, 0, 1) * 1_000;
const LAST_US = Date.UTC(2200, 0, 1) * 1_000;

interface Cells {
  readonly from: string;
  readonly ts_text: string;
  readonly at_us: string;
  readonly is_local: string;
  /** NULL where the column is typed, so that no text can be wrong. */
  readonly power_text: string;
  readonly power_w: string;
}

const textInstant = (text: string) => ({
  ts_text: `trim(${text})`,
  // DuckDB knows no offset behind a time without seconds.
  at_us: `case when regexp_full_match(trim(${text}), '${INSTANT}') then epoch_us(try_cast(case
      when substr(trim(${text}), 17, 1) = ':' then trim(${text})
      else substr(trim(${text}), 1, 16) || ':00' || substr(trim(${text}), 17) end as timestamptz)) end`,
  is_local: `not regexp_matches(substr(trim(${text}), 17), '[Z+-]')`,
});

const csvCells = (file: SampleFile & { format: 'csv' }, keepsRejects: boolean): Cells => {
  const columns = file.columns.map((column) => `${literal(column)}: 'VARCHAR'`).join(', ');
  const rejects = keepsRejects
    ? `, store_rejects=true, rejects_table='${REJECTED_LINES}', rejects_scan='${REJECTED_SCANS}'`
    : '';
  const power = file.delimiter === ';' ? `replace(trim(power_w), ',', '.')` : 'trim(power_w)';
  return {
    from: `read_csv(${pathLiteral(file.path)}, auto_detect=false, header=false, skip=1,
      delim='${file.delimiter}', quote='"', escape='"', columns={${columns}}${rejects})`,
    ...textInstant('ts'),
    power_text: 'trim(power_w)',
    power_w: `try_cast(${power} as double)`,
  };
};

const parquetCells = (file: SampleFile, types: ColumnTypes): Cells => {
  const type = types.get('ts') ?? '';
  const typedInstant = {
    ts_text: 'cast(ts as varchar)',
    at_us: 'case when isfinite(ts) then epoch_us(ts) end',
    is_local: type === 'TIMESTAMP WITH TIME ZONE' ? 'false' : 'true',
  };
  return {
    from: `read_parquet(${pathLiteral(file.path)}, hive_partitioning=false)`,
    ...(type === 'VARCHAR' ? textInstant('ts') : typedInstant),
    power_text: 'cast(NULL as varchar)',
    power_w: 'cast(power_w as double)',
  };
};

/** What is wrong with a row besides its local time: SQL conditions over `fileRowsSql`. */
export const PROBLEM_SQL = {
  equipment_id: 'equipment_id is null',
  ts: `(at_us is null or at_us < ${FIRST_US} or at_us >= ${LAST_US})`,
  power_w: `(power_w is null and coalesce(lower(power_text), '') not in ('', 'null') or contains(power_text, '_'))`,
} as const;

/** True for a row with a problem that needs no time zone to be seen. */
export const IS_WRONG_SQL = `coalesce(${Object.values(PROBLEM_SQL).join(' or ')}, false)`;

/**
 * SQL that reads a file's samples, blank rows left out.
 * Columns: `n` (from 1 in the order of the file, blank rows included), `equipment_id`, `feed` ('' when none), `ts_text`,
 * `at_us` (epoch microseconds; as if UTC where `is_local`), `is_local` (no offset), `power_text`, `power_w`.
 * @param options.types of a Parquet file's columns
 * @param options.isNumbered false where `n` is not needed: numbering keeps the reading to one thread
 * @param options.keepsRejects lines that are no CSV go to a table instead of ending the query
 */
export const fileRowsSql = (
  file: SampleFile,
  options: { readonly types: ColumnTypes; readonly keepsRejects?: boolean; readonly isNumbered?: boolean },
): string => {
  const cells =
    file.format === 'csv' ? csvCells(file, options.keepsRejects === true) : parquetCells(file, options.types);
  const hasFeed = file.format === 'csv' ? file.columns.includes('feed') : options.types.has('feed');
  return `
    select * from (
      select n,
        nullif(trim(cast(equipment_id as varchar)), '') as equipment_id,
        ${hasFeed ? `coalesce(trim(cast(feed as varchar)), '')` : "''"} as feed,
        ${cells.ts_text} as ts_text,
        ${cells.at_us} as at_us,
        coalesce(${cells.is_local}, true) as is_local,
        ${cells.power_text} as power_text,
        ${cells.power_w} as power_w
      from (select ${options.isNumbered === false ? '0' : 'row_number() over ()'} as n, * from ${cells.from}))
    where equipment_id is not null or feed <> '' or coalesce(ts_text, '') <> ''
      or coalesce(power_text, '') <> '' or power_w is not null`;
};
