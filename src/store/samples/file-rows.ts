import type { SampleFile } from '../../domain/sample-files.ts';
import { literal, pathLiteral } from './sql-text.ts';

/** Types of a Parquet file's columns as DuckDB names them; empty for CSV, where all is text. */
export type ColumnTypes = ReadonlyMap<string, string>;

/** Rejected lines go to these temporary tables when a file is read to find its errors. */
export const REJECTED_LINES = 'sample_rejected_lines';
const REJECTED_SCANS = 'sample_rejected_scans';

const MINUTE = String.raw`\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}`;
const SECOND = String.raw`:\d{2}(\.\d{1,9})?`;
const OFFSET = String.raw`(Z|[+-][01]\d(:?[0-5]\d)?)`;

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

/** SQL for text without spaces around it; trimming every value costs as much as reading the file. */
const trimmed = (column: string): string =>
  `case when ${column} like ' %' or ${column} like '% ' then trim(${column}) else ${column} end`;

const textInstant = {
  ts_text: trimmed('ts'),
  is_local: `regexp_full_match(ts_text, '${MINUTE}(${SECOND})?')`,
  // DuckDB knows no offset behind a time without seconds.
  at_us: `case
    when is_local then epoch_us(try_cast(ts_text as timestamp))
    when regexp_full_match(ts_text, '${MINUTE}${SECOND}${OFFSET}') then epoch_us(try_cast(ts_text as timestamptz))
    when regexp_full_match(ts_text, '${MINUTE}${OFFSET}')
      then epoch_us(try_cast(substr(ts_text, 1, 16) || ':00' || substr(ts_text, 17) as timestamptz))
    end`,
};

const csvCells = (file: SampleFile & { format: 'csv' }, keepsRejects: boolean): Cells => {
  const columns = file.columns.map((column) => `${literal(column)}: 'VARCHAR'`).join(', ');
  const rejects = keepsRejects
    ? `, store_rejects=true, rejects_table='${REJECTED_LINES}', rejects_scan='${REJECTED_SCANS}'`
    : '';
  const power = file.delimiter === ';' ? `replace(power_text, ',', '.')` : 'power_text';
  return {
    from: `read_csv(${pathLiteral(file.path)}, auto_detect=false, header=false, skip=1,
      delim='${file.delimiter}', quote='"', escape='"', columns={${columns}}${rejects})`,
    ...textInstant,
    power_text: trimmed('power_w'),
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
    ...(type === 'VARCHAR' ? textInstant : typedInstant),
    power_text: 'cast(NULL as varchar)',
    power_w: 'cast(watts as double)',
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

export interface FileRowsOptions {
  /** Of a Parquet file's columns; empty for CSV. */
  readonly types: ColumnTypes;
  /** Lines that are no CSV go to a table instead of ending the query. */
  readonly keepsRejects?: boolean;
  /** False where `n` is not needed: numbering keeps the reading to one thread. */
  readonly isNumbered?: boolean;
}

/**
 * SQL that reads a file's samples, blank rows left out.
 * Columns: `n` (from 1 in the order of the file, blank rows included), `equipment_id`, `feed` ('' when none), `ts_text`,
 * `at_us` (epoch microseconds; as if UTC where `is_local`), `is_local` (no offset), `power_text`, `power_w`.
 */
export const fileRowsSql = (file: SampleFile, options: FileRowsOptions): string => {
  const cells =
    file.format === 'csv' ? csvCells(file, options.keepsRejects === true) : parquetCells(file, options.types);
  // Ids in Parquet may be numbers or enumerations.
  const asText = (column: string): string => (file.format === 'csv' ? column : `cast(${column} as varchar)`);
  const [equipment, feed] = [asText('equipment_id'), asText('feed')];
  const hasFeed = file.format === 'csv' ? file.columns.includes('feed') : options.types.has('feed');
  const number = options.isNumbered === false ? '0' : 'row_number() over ()';
  return `
    select n, equipment_id, feed, ts_text, ${cells.at_us} as at_us, is_local, power_text, ${cells.power_w} as power_w
    from (
      select n, nullif(equipment_text, '') as equipment_id, coalesce(feed_text, '') as feed,
        ts_text, coalesce(${cells.is_local}, true) as is_local, ts, power_text, watts
      from (
        select n, ${trimmed(equipment)} as equipment_text, ${hasFeed ? trimmed(feed) : 'NULL'} as feed_text,
          ${cells.ts_text} as ts_text, ts, ${cells.power_text} as power_text, power_w as watts
        from (select ${number} as n, * from ${cells.from})
        where equipment_id is not null or ts is not null or power_w is not null ${hasFeed ? 'or feed is not null' : ''}))`;
};
