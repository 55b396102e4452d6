import { BIGINT, DOUBLE, type DuckDBConnection, DuckDBDataChunk, INTEGER } from '@duckdb/node-api';
import type { SampleBatch } from '../../domain/rows.ts';
import { writeColumn } from './typed-column.ts';

/** Rows of a DuckDB vector. */
const CHUNK_ROWS = 2_048;

/**
 * Creates, in the connection's temporary schema, where samples wait to become parts:
 * `staged_sample(seq, equipment_id, feed, ts, power_w)`, in which `seq` is the order of arrival and `power_w` NULL where the source gave no value.
 * It is a view: equipment and feed are kept once per series, samples as integers and doubles.
 */
export const createSampleStage = async (connection: DuckDBConnection): Promise<void> => {
  await connection.run(`
    create temp table staged_series (series_id integer, equipment_id varchar, feed varchar);
    create temp table staged_raw (seq bigint, series_id integer, ts_us bigint, power_w double);
    create temp table staged_arrival (next_seq bigint);
    insert into staged_arrival values (0);
    create temp view staged_sample as
      select seq, equipment_id, feed, make_timestamptz(ts_us) as ts, power_w
      from staged_raw join staged_series using (series_id)`);
};

/** One number of a query's only row. */
export const readNumber = async (connection: DuckDBConnection, sql: string): Promise<number> => {
  const [row] = (await connection.runAndReadAll(sql)).getRows();
  return Number(row?.[0] ?? 0);
};

/** Adds to `staged_series` what a relation has and it has not. */
export const addSeries = async (connection: DuckDBConnection, relation: string): Promise<void> => {
  await connection.run(`
    insert into staged_series
    select (select coalesce(max(series_id), 0) from staged_series)
        + row_number() over (order by equipment_id, feed), equipment_id, feed
    from (select distinct equipment_id, feed from ${relation} where equipment_id is not null) as found
    anti join staged_series using (equipment_id, feed)`);
};

/** The sequence number of the next sample to arrive. */
export const nextSeq = (connection: DuckDBConnection): Promise<number> =>
  readNumber(connection, 'select next_seq from staged_arrival');

/** Says up to where sequence numbers are taken. */
export const setNextSeq = async (connection: DuckDBConnection, seq: number): Promise<void> => {
  await connection.run(`update staged_arrival set next_seq = ${seq}`);
};

interface Dictionary {
  readonly keys: Int32Array;
  /** Row of the batch in which each key appears first. */
  readonly firstRows: readonly number[];
}

const dictionaryOf = ({ equipment_id, feed }: SampleBatch): Dictionary => {
  const byFeed = new Map<string, Map<string, number>>();
  const firstRows: number[] = [];
  const keys = new Int32Array(equipment_id.length);
  for (let row = 0; row < keys.length; row += 1) {
    const equipment = equipment_id[row] ?? '';
    const feedName = feed[row] ?? '';
    const byEquipment = byFeed.get(feedName) ?? new Map<string, number>();
    byFeed.set(feedName, byEquipment);
    let key = byEquipment.get(equipment);
    if (key === undefined) {
      key = firstRows.push(row) - 1;
      byEquipment.set(equipment, key);
    }
    keys[row] = key;
  }
  return { keys, firstRows };
};

const writeSeries = async (
  connection: DuckDBConnection,
  batch: SampleBatch,
  firstRows: readonly number[],
): Promise<void> => {
  await connection.run(
    'create or replace temp table arrived_series (key integer, equipment_id varchar, feed varchar)',
  );
  const appender = await connection.createAppender('arrived_series', 'main', 'temp');
  firstRows.forEach((row, key) => {
    appender.appendInteger(key);
    appender.appendVarchar(batch.equipment_id[row] ?? '');
    appender.appendVarchar(batch.feed[row] ?? '');
    appender.endRow();
  });
  appender.closeSync();
};

const writeRows = async (
  connection: DuckDBConnection,
  batch: SampleBatch,
  keys: Int32Array,
): Promise<void> => {
  await connection.run(
    'create or replace temp table arrived (row_number integer, key integer, ts_us bigint, power_w double)',
  );
  const numbers = Int32Array.from(keys, (_, row) => row);
  const appender = await connection.createAppender('arrived', 'main', 'temp');
  for (let start = 0; start < keys.length; start += CHUNK_ROWS) {
    const end = Math.min(start + CHUNK_ROWS, keys.length);
    const chunk = DuckDBDataChunk.create([INTEGER, INTEGER, BIGINT, DOUBLE], end - start);
    writeColumn(chunk, 0, numbers.subarray(start, end));
    writeColumn(chunk, 1, keys.subarray(start, end));
    writeColumn(chunk, 2, batch.ts_us.subarray(start, end));
    writeColumn(chunk, 3, batch.power_w.subarray(start, end), batch.is_null.subarray(start, end));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
};

/**
 * Stages one batch behind what has been staged before.
 * @param connection one on which `createSampleStage` has run
 */
export const appendSamples = async (connection: DuckDBConnection, batch: SampleBatch): Promise<void> => {
  const rowCount = batch.equipment_id.length;
  if (rowCount === 0) return;
  const { keys, firstRows } = dictionaryOf(batch);
  await writeSeries(connection, batch, firstRows);
  await addSeries(connection, 'arrived_series');
  await writeRows(connection, batch, keys);
  const seq = await nextSeq(connection);
  await connection.run(`
    insert into staged_raw
    select ${seq} + row_number, series_id, ts_us, power_w
    from arrived
    join arrived_series using (key)
    join staged_series using (equipment_id, feed)`);
  await setNextSeq(connection, seq + rowCount);
  await connection.run('drop table arrived; drop table arrived_series');
};
