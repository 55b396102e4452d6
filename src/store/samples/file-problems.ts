import type { DuckDBConnection } from '@duckdb/node-api';
import { messageOf } from '../../domain/errors.ts';
import type { SampleFile } from '../../domain/sample-files.ts';
import { type ColumnTypes, fileRowsSql, PROBLEM_SQL, REJECTED_LINES } from './file-rows.ts';
import { type LocalSpan, toUtcSql } from './local-spans.ts';
import { linesOfRecords } from './record-lines.ts';
import { literal } from './sql-text.ts';

/** How many problems of one file are told; the rest is counted. */
const MAX_TOLD = 20;
const MAX_VALUE_LETTERS = 60;

/** What is known of the local times of a file. */
export interface LocalTimes {
  /** Zone of instants without an offset; undefined where the source names none. */
  readonly timezone: string | undefined;
  readonly spans: readonly LocalSpan[];
}

interface Problem {
  readonly line: number | undefined;
  readonly text: string;
}

interface Found {
  readonly count: number;
  readonly problems: readonly Problem[];
}

const quoted = (value: string): string => {
  const line = value.replaceAll(/\s+/g, ' ');
  return `'${line.length > MAX_VALUE_LETTERS ? `${line.slice(0, MAX_VALUE_LETTERS)}…` : line}'`;
};

const INSTANT = 'expected ISO 8601 between 1970 and 2199, e.g. 2026-03-01T00:00:00+01:00';

const sentence = (kind: string, value: string, timezone: string | undefined): string => {
  if (kind === 'equipment_id') return 'column equipment_id is blank; expected the id of a piece of equipment';
  if (kind === 'power_w') {
    return `column power_w: ${quoted(value)} is not a number; expected watts, e.g. 326.5, or nothing`;
  }
  if (kind === 'gap') {
    return `column ts: ${quoted(value)} does not exist in ${timezone}, where the clocks skip it; expected an offset or another instant`;
  }
  if (kind === 'zone') {
    return `column ts: ${quoted(value)} has no offset; expected one, e.g. +01:00, or 'timezone:' beside the path in bilan.yaml`;
  }
  return value === ''
    ? `column ts is blank; ${INSTANT}`
    : `column ts: ${quoted(value)} is not an instant; ${INSTANT}`;
};

const kindsSql = ({ timezone, spans }: LocalTimes): readonly (readonly [string, string, string])[] => [
  ['equipment_id', PROBLEM_SQL.equipment_id, "''"],
  ['ts', PROBLEM_SQL.ts, 'ts_text'],
  timezone === undefined
    ? ['zone', `not ${PROBLEM_SQL.ts} and is_local`, 'ts_text']
    : [
        'gap',
        `not ${PROBLEM_SQL.ts} and is_local and ${toUtcSql(spans, 'at_us', 'first')} is null`,
        'ts_text',
      ],
  ['power_w', PROBLEM_SQL.power_w, 'power_text'],
];

interface WrongCell {
  readonly n: number;
  readonly kind: string;
  readonly value: string;
}

/** Every wrong cell counted, the first ones given, in one reading of the file. */
const findWrongCells = async (
  connection: DuckDBConnection,
  file: SampleFile,
  types: ColumnTypes,
  times: LocalTimes,
): Promise<{ readonly count: number; readonly cells: readonly WrongCell[] }> => {
  const arms = kindsSql(times).map(
    ([kind, condition, value], order) =>
      `case when ${condition} then {'place': n * 4 + ${order}, 'kind': ${literal(kind)}, 'value': coalesce(${value}, '')} end`,
  );
  const reader = await connection.runAndReadAll(`
    with wrong as (
      select unnest([${arms.join(', ')}]) as cell
      from (${fileRowsSql(file, { types, keepsRejects: file.format === 'csv' })})),
    first as (select count(*) as total, arg_min(cell, cell.place, ${MAX_TOLD}) as cells from wrong where cell is not null)
    select total, cells.place, cells.kind, cells.value from (select total, unnest(cells) as cells from first)`);
  const rows = reader.getRows();
  return {
    count: Number(rows[0]?.[0] ?? 0),
    cells: rows.map(([, place, kind, value]) => ({
      n: Math.floor(Number(place) / 4),
      kind: String(kind),
      value: String(value),
    })),
  };
};

const LINE_FAULTS: Readonly<Record<string, string>> = {
  'MISSING COLUMNS': 'fewer columns than the header',
  'TOO MANY COLUMNS': 'more columns than the header',
  'UNQUOTED VALUE': 'a quote is out of place or never closes',
  'INVALID ENCODING': 'a character is not UTF-8',
  'LINE SIZE OVER MAXIMUM': 'the line is longer than 2 MB; is a quote left open?',
};

interface RejectedLine {
  /** Bytes from the start of the file to some place in the record. */
  readonly offset: number;
  readonly text: string;
}

const findRejectedLines = async (connection: DuckDBConnection): Promise<readonly RejectedLine[]> => {
  // DuckDB's own line numbers take a quoted line end for none.
  const reader = await connection.runAndReadAll(`
    select min(byte_position) - 1, error_type::varchar as fault, any_value(csv_line)
    from ${REJECTED_LINES} group by line_byte_position, fault order by 1, 2`);
  return reader.getRows().map(([offset, fault, text]) => ({
    offset: Number(offset),
    text: `${LINE_FAULTS[String(fault)] ?? String(fault).toLowerCase()}: ${quoted(String(text).trim())}`,
  }));
};

/** Forgets the lines that an earlier reading rejected. */
export const dropRejected = async (connection: DuckDBConnection): Promise<void> => {
  const reader = await connection.runAndReadAll(
    `select table_name from duckdb_tables() where temporary and table_name like 'sample_rejected%'`,
  );
  for (const [name] of reader.getRows()) await connection.run(`drop table temp.${String(name)}`);
};

const findInCsv = async (
  connection: DuckDBConnection,
  file: SampleFile,
  types: ColumnTypes,
  times: LocalTimes,
): Promise<Found> => {
  await dropRejected(connection);
  const { count, cells } = await findWrongCells(connection, file, types, times);
  const rejected = await findRejectedLines(connection);
  await dropRejected(connection);
  const lines = await linesOfRecords(
    file.path,
    cells.map((cell) => cell.n),
    rejected.map((line) => line.offset),
  );
  const unread = rejected.map(({ offset, text }) => ({ line: lines.offsets.get(offset), text }));
  const wrong = cells.map(({ n, kind, value }) => ({
    line: lines.records.get(n),
    text: sentence(kind, value, times.timezone),
  }));
  const problems = [...unread, ...wrong].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return { count: count + rejected.length, problems };
};

const findInParquet = async (
  connection: DuckDBConnection,
  file: SampleFile,
  types: ColumnTypes,
  times: LocalTimes,
): Promise<Found> => {
  const { count, cells } = await findWrongCells(connection, file, types, times);
  const problems = cells.map(({ n, kind, value }) => ({
    line: undefined,
    text: `row ${n}: ${sentence(kind, value, times.timezone)}`,
  }));
  return { count, problems };
};

/**
 * Tells what is wrong with a file of samples, one line per problem: the first twenty and a count of the others.
 * @param types of a Parquet file's columns
 * @param times what was assumed about instants without an offset
 */
export const describeFileProblems = async (
  connection: DuckDBConnection,
  file: SampleFile,
  types: ColumnTypes,
  times: LocalTimes,
): Promise<readonly string[]> => {
  try {
    const find = file.format === 'csv' ? findInCsv : findInParquet;
    const { count, problems } = await find(connection, file, types, times);
    const told = problems
      .slice(0, MAX_TOLD)
      .map(({ line, text }) => `${file.path}:${line === undefined ? '' : `${line}:`} ${text}`);
    return count > told.length ? [...told, `${file.path}: and ${count - told.length} more`] : told;
  } catch (error) {
    const [reason] = messageOf(error).split('\n');
    const hint = file.format === 'csv' ? ' (are line ends of two kinds mixed, or quotes out of place?)' : '';
    return [`${file.path}: cannot be read as ${file.format}${hint}: ${reason}`];
  }
};
