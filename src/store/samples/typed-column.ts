import type { DuckDBDataChunk } from '@duckdb/node-api';

type Items = Int32Array | BigInt64Array | Float64Array;

/** What the driver's numeric vectors are, of which it publishes only the setter for single values. */
interface NumericVector {
  readonly items: { set(values: Items): void };
  setItem(row: number, value: null): void;
  flush(): void;
}

/**
 * Copies a whole column into a chunk; an order of magnitude faster than value by value.
 * @param values one per row, of the column's own type (INTEGER, BIGINT, DOUBLE)
 * @param isNull 1 where the row has no value
 */
export const writeColumn = (
  chunk: DuckDBDataChunk,
  column: number,
  values: Items,
  isNull?: Uint8Array,
): void => {
  const vector = chunk.getColumnVector(column) as unknown as NumericVector;
  vector.items.set(values);
  isNull?.forEach((flag, row) => {
    if (flag === 1) vector.setItem(row, null);
  });
  vector.flush();
};
